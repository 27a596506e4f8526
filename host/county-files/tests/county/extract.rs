//! A maker of extracts in OpenStreetMap's binary format.

use std::io::Write;

use domain::county::Position;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use quick_protobuf::Writer;
use quick_protobuf::sizeofs::{sizeof_sint64, sizeof_varint};

/// As the usual programs write them.
const PER_BLOCK: usize = 8_000;

/// The nodes of a way, and its tags.
pub type Way = (Vec<i64>, Vec<(&'static str, &'static str)>);

#[derive(Clone, Debug, Default)]
pub struct Extract {
    pub nodes: Vec<(i64, Position)>,
    pub ways: Vec<Way>,
}

impl Extract {
    pub fn node(mut self, id: i64, lon: f64, lat: f64) -> Extract {
        self.nodes.push((id, (lon, lat)));
        self
    }

    pub fn way(mut self, nodes: &[i64], tags: &[(&'static str, &'static str)]) -> Extract {
        self.ways.push((nodes.to_vec(), tags.to_vec()));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut file = Vec::new();
        block(&mut file, "OSMHeader", &header(&["OsmSchema-V0.6", "DenseNodes"]));
        for nodes in self.nodes.chunks(PER_BLOCK) {
            block(&mut file, "OSMData", &of_nodes(nodes));
        }
        for ways in self.ways.chunks(PER_BLOCK) {
            block(&mut file, "OSMData", &of_ways(ways));
        }
        file
    }
}

const fn varint(field: u32) -> u32 {
    field << 3
}

const fn bytes(field: u32) -> u32 {
    field << 3 | 2
}

fn message(write: impl FnOnce(&mut Writer<&mut Vec<u8>>) -> quick_protobuf::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut Writer::new(&mut bytes)).unwrap();
    bytes
}

pub fn header(features: &[&str]) -> Vec<u8> {
    message(|writer| {
        features.iter().try_for_each(|name| writer.write_with_tag(bytes(4), |writer| writer.write_string(name)))
    })
}

/// Packs and frames.
pub fn block(file: &mut Vec<u8>, kind: &str, data: &[u8]) {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(data).unwrap();
    framed(file, kind, 3, &packed.finish().unwrap());
}

/// With the packed data in the field of this number.
pub fn framed(file: &mut Vec<u8>, kind: &str, field: u32, packed: &[u8]) {
    let blob = message(|writer| writer.write_with_tag(bytes(field), |writer| writer.write_bytes(packed)));
    let header = message(|writer| {
        writer.write_with_tag(bytes(1), |writer| writer.write_string(kind))?;
        writer.write_with_tag(varint(3), |writer| writer.write_int32(blob.len() as i32))
    });
    file.extend((header.len() as u32).to_be_bytes());
    file.extend(header);
    file.extend(blob);
}

fn packed(writer: &mut Writer<&mut Vec<u8>>, field: u32, values: &[i64]) -> quick_protobuf::Result<()> {
    let size = |value: &i64| sizeof_sint64(*value);
    writer.write_packed_with_tag(bytes(field), values, |writer, value| writer.write_sint64(*value), &size)
}

/// Each as its difference to the one before.
fn differences(values: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut before = 0;
    values.map(|value| value - std::mem::replace(&mut before, value)).collect()
}

pub fn of_nodes(nodes: &[(i64, Position)]) -> Vec<u8> {
    let count = |degrees: f64| (degrees * 1e7).round() as i64;
    let dense = message(|writer| {
        packed(writer, 1, &differences(nodes.iter().map(|(id, _)| *id)))?;
        packed(writer, 8, &differences(nodes.iter().map(|(_, (_, lat))| count(*lat))))?;
        packed(writer, 9, &differences(nodes.iter().map(|(_, (lon, _))| count(*lon))))
    });
    let group = message(|writer| writer.write_with_tag(bytes(2), |writer| writer.write_bytes(&dense)));
    message(|writer| {
        writer.write_with_tag(bytes(1), |writer| writer.write_bytes(&[]))?;
        writer.write_with_tag(bytes(2), |writer| writer.write_bytes(&group))
    })
}

fn of_ways(ways: &[Way]) -> Vec<u8> {
    let mut strings = vec![""];
    let mut number = |text: &'static str| {
        let known = strings.iter().position(|known| *known == text);
        known.unwrap_or_else(|| {
            strings.push(text);
            strings.len() - 1
        }) as u32
    };
    let group = message(|writer| {
        for (at, (nodes, tags)) in ways.iter().enumerate() {
            let keys: Vec<u32> = tags.iter().map(|(key, _)| number(key)).collect();
            let values: Vec<u32> = tags.iter().map(|(_, value)| number(value)).collect();
            let size = |value: &u32| sizeof_varint(u64::from(*value));
            let way = message(|writer| {
                writer.write_with_tag(varint(1), |writer| writer.write_int64(at as i64 + 1))?;
                writer.write_packed_with_tag(bytes(2), &keys, |writer, key| writer.write_uint32(*key), &size)?;
                writer.write_packed_with_tag(bytes(3), &values, |writer, value| writer.write_uint32(*value), &size)?;
                packed(writer, 8, &differences(nodes.iter().copied()))
            });
            writer.write_with_tag(bytes(3), |writer| writer.write_bytes(&way))?;
        }
        Ok(())
    });
    let table = message(|writer| {
        strings.iter().try_for_each(|text| writer.write_with_tag(bytes(1), |writer| writer.write_string(text)))
    });
    message(|writer| {
        writer.write_with_tag(bytes(1), |writer| writer.write_bytes(&table))?;
        writer.write_with_tag(bytes(2), |writer| writer.write_bytes(&group))
    })
}
