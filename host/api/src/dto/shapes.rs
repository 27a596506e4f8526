//! What values look like that are no records, as the OpenAPI description has them: ids, codes, times, cursors, cells of tables.

use domain::limits::{CODE_BYTES_MAX, PAGE_ITEMS, PAGE_ITEMS_MAX};
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Declares for each a type that stands for it in the description.
macro_rules! shapes {
    ($($(#[doc = $doc:literal])+ $name:ident $(like $example:expr)? => $shape:expr;)*) => {$(
        $(#[doc = $doc])+
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $shape.description(Some(concat!($($doc),+).trim()))$(.examples([$example]))?.into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

shapes! {
    /// An incident: its id, or its number.
    IncidentId like "20220901-000123" => text("^([0-9]{8}-)?[0-9]+$");
    /// A workflow: its id, or its number.
    WorkflowId like "W20220901-000003" => text("^(W[0-9]{8}-)?[0-9]+$");
    /// A task: its id, or its number.
    TaskId like "T20220901-000012" => text("^(T[0-9]{8}-)?[0-9]+$");
    /// What notices, timers and tasks are about.
    MatterId like "incident:7" => text("^((incident|instance|task|vacancy|clock):|([WT]?[0-9]{8}-)?)[0-9]{1,9}$");
    /// A code of the county's, or a name like one.
    Code => text(&format!("^{}$", code()));
    /// Codes, one at least.
    SomeCodes => ArrayBuilder::new().items(Code::schema()).min_items(Some(1));
    /// Who is to do a task.
    AssigneeCode like "unit:U001" => text(&format!("^((person|grid|unit|place):|(role|team):{}/){}$", code(), code()));
    /// ISO 8601 with an offset.
    Moment like "2022-09-01T00:00:00+08:00" => text("").pattern(None::<String>).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    /// A day, a week from Monday on, or a month.
    StretchName like "2022-W37" => text("^[0-9]{4}-([0-9]{2}(-[0-9]{2})?|W[0-9]{2})$");
    /// A stretch of the map: west, south, east and north in degrees.
    MapBox like "119.4,27.4,119.6,27.5" => text("^-?[0-9]{1,3}(\\.[0-9]+)?(,-?[0-9]{1,3}(\\.[0-9]+)?){3}$");
    /// A point: degrees, or the code of what stands there.
    PointText like "119.5,27.4" => text(&format!("^(-?[0-9]{{1,3}}(\\.[0-9]+)?, ?-?[0-9]{{1,2}}(\\.[0-9]+)?|{})$", code()));
    /// `next` of the page before.
    Cursor like "AAAAew" => text("^([A-Za-z0-9_-]{5}|[A-Za-z0-9_-]{17})[AQgw]$");
    /// `next` of the page before.
    ArchiveCursor like "gAAAAAAAAAABAAAAAQ" => text("^[A-Za-z0-9_-]{18,26}$");
    /// `next` of the page before.
    OffsetCursor like "o100" => text("^o[0-9]{1,9}$");
    /// `next` of the page before.
    TimerCursor like "1661961884000-7" => text("^[0-9]{1,15}-[0-9]{1,9}$");
    /// Id of an event, or a bare version.
    EventId like "0" => text("^([0-9]{1,18}(-[0-9]{1,9})?)?$");
    /// One event of the stream. Its data are a CloudEvent as JSON.
    SentEvent => ObjectBuilder::new().property("id", EventId::schema()).property("data", String::schema());
    /// A language of the host's: Chinese or English, with whatever follows in a tag.
    LangTag like "zh-CN" => text("^([Zz][Hh]|[Ee][Nn])([-_.][A-Za-z0-9-]*)?$");
    /// A value of one of the county's own attributes.
    Cell => any_of([Type::Boolean, Type::Number, Type::String]);
    /// A value of a column; `null` where the cell is empty.
    CellOrNull => any_of([Type::Boolean, Type::Number, Type::String, Type::Null]);
    /// How many items of a list.
    PageLimit => ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .minimum(Some(1))
        .maximum(Some(PAGE_ITEMS_MAX as u32))
        .default(Some(PAGE_ITEMS.into()));
}

fn text(pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).pattern(Some(pattern))
}

fn any_of<const N: usize>(types: [Type; N]) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter(types))
}

fn code() -> String {
    format!("[A-Za-z0-9._-]{{1,{CODE_BYTES_MAX}}}")
}
