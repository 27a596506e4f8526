//! OpenStreetMap's binary format (PBF): a file of blocks, each packed by itself, of nodes and ways. The messages' fields are read by
//! their numbers in `fileformat.proto` and `osmformat.proto`; what is not needed is passed over.

use std::io::{ErrorKind, Read};

use domain::county::Position;
use domain::county::geometry::is_wgs84;
use domain::limits::{OSM_BLOCK_BYTES_MAX, OSM_HEADER_BYTES_MAX};
use flate2::read::ZlibDecoder;
use quick_protobuf::{BytesReader, Error};

use super::OsmFault;

/// What an extract may ask of its readers.
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];
/// Coordinates are counted in thousand-millionths of a degree.
const UNIT_DEGREES: f64 = 1e-9;

/// Field numbers and the kinds of their values, as one number (protobuf's tags).
const fn varint(field: u32) -> u32 {
    field << 3
}

const fn bytes(field: u32) -> u32 {
    field << 3 | 2
}

/// What is wrong with a block.
#[derive(Debug)]
pub enum Fault {
    Format(String),
    Feature(String),
    TooLarge,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Format(error.to_string())
    }
}

fn wrong<T>(why: &str) -> Result<T, Fault> {
    Err(Fault::Format(why.to_owned()))
}

/// The blocks of a file, unpacked one after the other.
pub struct Blocks<R> {
    file: R,
    at: u64,
    next: u64,
}

impl<R: Read> Blocks<R> {
    pub fn new(file: R) -> Blocks<R> {
        Blocks { file, at: 0, next: 0 }
    }

    /// The next block of data; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Vec<u8>>, OsmFault> {
        loop {
            self.at = self.next;
            let Some(length) = self.length()? else { return Ok(None) };
            let header = self.take(length)?;
            let (kind, size) = read_header(&header).map_err(|fault| self.broken(fault))?;
            let blob = self.take(size)?;
            let block = unpacked(&blob).map_err(|fault| self.broken(fault))?;
            match kind.as_str() {
                "OSMData" => return Ok(Some(block)),
                "OSMHeader" => check_features(&block).map_err(|fault| self.broken(fault))?,
                // The format asks readers to pass over what they do not know.
                _ => {}
            }
        }
    }

    /// The length of the next header.
    fn length(&mut self) -> Result<Option<usize>, OsmFault> {
        let mut four = [0; 4];
        let mut filled = 0;
        while filled < four.len() {
            match self.file.read(&mut four[filled..]) {
                Ok(0) if filled == 0 => return Ok(None),
                Ok(0) => return Err(self.broken(Fault::Format("the file ends in the middle of it".to_owned()))),
                Ok(count) => filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.next += 4;
        let length = u32::from_be_bytes(four) as usize;
        if length > OSM_HEADER_BYTES_MAX {
            let why = format!("its header would be {length} bytes long, and the format allows {OSM_HEADER_BYTES_MAX}");
            return Err(self.broken(Fault::Format(why)));
        }
        Ok(Some(length))
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, OsmFault> {
        let mut taken = Vec::new();
        (&mut self.file).take(length as u64).read_to_end(&mut taken)?;
        self.next += taken.len() as u64;
        if taken.len() < length {
            return Err(self.broken(Fault::Format("the file ends in the middle of it".to_owned())));
        }
        Ok(taken)
    }

    /// Names the block that was read last.
    pub fn broken(&self, fault: Fault) -> OsmFault {
        match fault {
            Fault::Format(why) => OsmFault::Broken { at: self.at, why },
            Fault::Feature(name) => OsmFault::Feature(name),
            Fault::TooLarge => OsmFault::TooLarge,
        }
    }
}

/// `BlobHeader`: what kind of block follows, and how many bytes.
fn read_header(header: &[u8]) -> Result<(String, usize), Fault> {
    let (mut kind, mut size) = (None, None);
    let mut reader = BytesReader::from_bytes(header);
    while !reader.is_eof() {
        match reader.next_tag(header)? {
            tag if tag == bytes(1) => kind = Some(reader.read_string(header)?.to_owned()),
            tag if tag == varint(3) => size = Some(reader.read_int32(header)?),
            tag => reader.read_unknown(header, tag)?,
        }
    }
    let (Some(kind), Some(size)) = (kind, size) else { return wrong("its header lacks a type or a size") };
    match usize::try_from(size) {
        Ok(size) if size <= OSM_BLOCK_BYTES_MAX => Ok((kind, size)),
        _ => wrong(&format!("it would be {size} bytes long, and the format allows {OSM_BLOCK_BYTES_MAX}")),
    }
}

/// `Blob`: as it is or packed with zlib, which is all that extracts are packed with in practice.
fn unpacked(blob: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut reader = BytesReader::from_bytes(blob);
    while !reader.is_eof() {
        match reader.next_tag(blob)? {
            tag if tag == bytes(1) => return Ok(reader.read_bytes(blob)?.to_vec()),
            tag if tag == bytes(3) => {
                let mut block = Vec::new();
                let packed = ZlibDecoder::new(reader.read_bytes(blob)?);
                let read = packed.take(OSM_BLOCK_BYTES_MAX as u64 + 1).read_to_end(&mut block);
                read.map_err(|error| Fault::Format(format!("it can't be unpacked: {error}")))?;
                if block.len() > OSM_BLOCK_BYTES_MAX {
                    return wrong(&format!(
                        "unpacked it is longer than {OSM_BLOCK_BYTES_MAX} bytes, the format's limit"
                    ));
                }
                return Ok(block);
            }
            tag if [bytes(4), bytes(5), bytes(6), bytes(7)].contains(&tag) => {
                return wrong("it is packed with something else than zlib");
            }
            tag => reader.read_unknown(blob, tag)?,
        }
    }
    wrong("it holds no data")
}

/// `HeaderBlock`: what it asks of readers.
fn check_features(block: &[u8]) -> Result<(), Fault> {
    let mut reader = BytesReader::from_bytes(block);
    while !reader.is_eof() {
        match reader.next_tag(block)? {
            tag if tag == bytes(4) => {
                let feature = reader.read_string(block)?;
                if !FEATURES.contains(&feature) {
                    return Err(Fault::Feature(feature.escape_debug().to_string()));
                }
            }
            tag => reader.read_unknown(block, tag)?,
        }
    }
    Ok(())
}

/// What is wanted of the blocks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Nodes,
    Ways,
}

/// `PrimitiveBlock`, its groups still as bytes.
pub struct Block<'b> {
    strings: Vec<&'b [u8]>,
    groups: Vec<&'b [u8]>,
    granularity: i64,
    offsets: [i64; 2],
}

impl<'b> Block<'b> {
    /// Strings are kept for ways only.
    pub fn read(block: &'b [u8], part: Part) -> Result<Block<'b>, Fault> {
        let mut read = Block { strings: Vec::new(), groups: Vec::new(), granularity: 100, offsets: [0, 0] };
        let mut reader = BytesReader::from_bytes(block);
        while !reader.is_eof() {
            match reader.next_tag(block)? {
                tag if tag == bytes(1) && part == Part::Ways => read.strings = strings(reader.read_bytes(block)?)?,
                tag if tag == bytes(2) => read.groups.push(reader.read_bytes(block)?),
                tag if tag == varint(17) => read.granularity = i64::from(reader.read_int32(block)?),
                tag if tag == varint(19) => read.offsets[0] = reader.read_int64(block)?,
                tag if tag == varint(20) => read.offsets[1] = reader.read_int64(block)?,
                tag => reader.read_unknown(block, tag)?,
            }
        }
        Ok(read)
    }

    /// Every node's number and position.
    pub fn nodes(&self, mut each: impl FnMut(i64, Position)) -> Result<(), Fault> {
        for group in &self.groups {
            let mut reader = BytesReader::from_bytes(group);
            while !reader.is_eof() {
                match reader.next_tag(group)? {
                    tag if tag == bytes(1) => self.node(reader.read_bytes(group)?, &mut each)?,
                    tag if tag == bytes(2) => self.dense(reader.read_bytes(group)?, &mut each)?,
                    tag => reader.read_unknown(group, tag)?,
                }
            }
        }
        Ok(())
    }

    /// `Node`.
    fn node(&self, node: &[u8], each: &mut impl FnMut(i64, Position)) -> Result<(), Fault> {
        let (mut id, mut lat, mut lon) = (0, 0, 0);
        let mut reader = BytesReader::from_bytes(node);
        while !reader.is_eof() {
            match reader.next_tag(node)? {
                tag if tag == varint(1) => id = reader.read_sint64(node)?,
                tag if tag == varint(8) => lat = reader.read_sint64(node)?,
                tag if tag == varint(9) => lon = reader.read_sint64(node)?,
                tag => reader.read_unknown(node, tag)?,
            }
        }
        each(id, self.position(lat, lon)?);
        Ok(())
    }

    /// `DenseNodes`: each number as its difference to the one before.
    fn dense(&self, dense: &[u8], each: &mut impl FnMut(i64, Position)) -> Result<(), Fault> {
        let mut columns: [Vec<i64>; 3] = Default::default();
        let mut reader = BytesReader::from_bytes(dense);
        while !reader.is_eof() {
            let tag = reader.next_tag(dense)?;
            match [bytes(1), bytes(8), bytes(9)].iter().position(|wanted| *wanted == tag) {
                Some(column) => {
                    columns[column].extend(reader.read_packed(dense, |reader, bytes| reader.read_sint64(bytes))?)
                }
                None => reader.read_unknown(dense, tag)?,
            }
        }
        let [ids, lats, lons] = &columns;
        if ids.len() != lats.len() || ids.len() != lons.len() {
            return wrong("its nodes have not each a number, a latitude and a longitude");
        }
        let (mut id, mut lat, mut lon) = (0i64, 0i64, 0i64);
        for ((more_id, more_lat), more_lon) in ids.iter().zip(lats).zip(lons) {
            id = id.wrapping_add(*more_id);
            lat = lat.wrapping_add(*more_lat);
            lon = lon.wrapping_add(*more_lon);
            each(id, self.position(lat, lon)?);
        }
        Ok(())
    }

    fn position(&self, lat: i64, lon: i64) -> Result<Position, Fault> {
        let degrees = |offset: i64, count: i64| (offset as f64 + self.granularity as f64 * count as f64) * UNIT_DEGREES;
        let position = (degrees(self.offsets[1], lon), degrees(self.offsets[0], lat));
        if is_wgs84(position) { Ok(position) } else { wrong("a node lies nowhere on Earth") }
    }

    /// Every way's tags and the numbers of its nodes.
    pub fn ways(&self, mut each: impl FnMut(Tags<'_>, &[i64])) -> Result<(), Fault> {
        for group in &self.groups {
            let mut reader = BytesReader::from_bytes(group);
            while !reader.is_eof() {
                match reader.next_tag(group)? {
                    tag if tag == bytes(3) => self.way(reader.read_bytes(group)?, &mut each)?,
                    tag => reader.read_unknown(group, tag)?,
                }
            }
        }
        Ok(())
    }

    /// `Way`: keys and values are numbers of strings, nodes are differences to the one before.
    fn way(&self, way: &[u8], each: &mut impl FnMut(Tags<'_>, &[i64])) -> Result<(), Fault> {
        let (mut keys, mut values, mut nodes): (Vec<u32>, Vec<u32>, Vec<i64>) = Default::default();
        let mut reader = BytesReader::from_bytes(way);
        while !reader.is_eof() {
            match reader.next_tag(way)? {
                tag if tag == bytes(2) => keys.extend(reader.read_packed(way, |reader, way| reader.read_uint32(way))?),
                tag if tag == bytes(3) => {
                    values.extend(reader.read_packed(way, |reader, way| reader.read_uint32(way))?)
                }
                tag if tag == bytes(8) => nodes.extend(reader.read_packed(way, |reader, way| reader.read_sint64(way))?),
                tag => reader.read_unknown(way, tag)?,
            }
        }
        if keys.len() != values.len() {
            return wrong("a way's tags have not each a key and a value");
        }
        let mut node = 0i64;
        for each in &mut nodes {
            node = node.wrapping_add(*each);
            *each = node;
        }
        each(Tags { block: self, keys: &keys, values: &values }, &nodes);
        Ok(())
    }
}

/// `StringTable`.
fn strings(table: &[u8]) -> Result<Vec<&[u8]>, Fault> {
    let mut strings = Vec::new();
    let mut reader = BytesReader::from_bytes(table);
    while !reader.is_eof() {
        match reader.next_tag(table)? {
            tag if tag == bytes(1) => strings.push(reader.read_bytes(table)?),
            tag => reader.read_unknown(table, tag)?,
        }
    }
    Ok(strings)
}

/// The tags of one way.
#[derive(Clone, Copy)]
pub struct Tags<'b> {
    block: &'b Block<'b>,
    keys: &'b [u32],
    values: &'b [u32],
}

impl<'b> Tags<'b> {
    pub fn get(&self, key: &str) -> Option<&'b str> {
        let string = |number: u32| self.block.strings.get(number as usize).copied();
        let mut both = self.keys.iter().zip(self.values);
        let (_, value) = both.find(|(known, _)| string(**known) == Some(key.as_bytes()))?;
        std::str::from_utf8(string(*value)?).ok()
    }
}
