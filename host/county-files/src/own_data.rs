//! The county's own attributes and reference tables: what it declares, and every value checked against it.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::county::noun::Noun;
use domain::county::*;
use domain::ids::Digest;
use domain::limits::{COLUMNS_MAX, GRIDS_MAX, TABLE_ROWS_MAX, TABLES_MAX};
use domain::ports::Value;

use crate::codes::{Codes, Numbered};
use crate::csv_file::{CsvFile, Row};
use crate::fields::{Columns, Fields};
use crate::known::Known;
use crate::problem::{Problems, Spot, listed};
use crate::sources::Sources;
use crate::toml_file::{self, Section};
use crate::values;

/// What an attribute or a column may be, by the word for it; the words of an `enum` come with it.
const TYPES: [(&str, ValueType); 13] = [
    ("flag", ValueType::Flag),
    ("number", ValueType::Number),
    ("text", ValueType::Text),
    ("enum", ValueType::Enum(Vec::new())),
    ("date", ValueType::Date),
    ("unit", ValueType::Unit),
    ("grid", ValueType::Grid),
    ("village", ValueType::Village),
    ("station", ValueType::Station),
    ("person", ValueType::Person),
    ("kind", ValueType::Kind),
    ("place", ValueType::Place),
    ("district", ValueType::District),
];
/// Nouns that may have attributes.
const SUBJECTS: [&str; 4] = ["unit", "grid", "place", "kind"];
/// Nouns whose values stand in a file of their own; kinds have theirs in `county.toml`.
pub(crate) const FILED: [&str; 3] = ["unit", "grid", "place"];
/// The column of an attribute file that says what has the values.
const CODE: &str = "code";

/// The `[[attribute]]` entries, by what they belong to.
pub(crate) fn read_attributes(root: &Section<'_>) -> Attributes {
    let known = &["on", "name", "type", "values", "required", "measure", "description"];
    let mut attributes = Attributes::default();
    for section in root.sections("attribute", known) {
        let (on, declaration) = (section.text("on"), read_column(&section));
        let (Some(on), Some(declared)) = (on, declaration) else { continue };
        let list = match on.as_str() {
            "unit" => &mut attributes.unit,
            "grid" => &mut attributes.grid,
            "place" => &mut attributes.place,
            "kind" => &mut attributes.kind,
            other => {
                section.fault("on", format!("unknown noun `{other}`; attributes go on {}", listed(SUBJECTS)));
                continue;
            }
        };
        if declared.name == CODE {
            section.fault("name", "`code` is taken: it says what has the value");
        } else if list.iter().any(|other| other.name == declared.name) {
            section.fault("name", format!("`{}` on {on} stands twice", declared.name));
        } else if list.len() == COLUMNS_MAX {
            section.fault("name", format!("is one more than the {COLUMNS_MAX} attributes that {on} may have"));
        } else {
            list.push(declared);
        }
    }
    attributes
}

/// Name, type and notes of an attribute or a column.
fn read_column(section: &Section<'_>) -> Option<Column> {
    let (name, of, required) = (section.code("name"), read_type(section), section.flag("required"));
    let (measure, description) = (section.optional_text("measure"), section.optional_names("description"));
    Some(Column { name: name?, of: of?, required: required?, measure, description })
}

fn read_type(section: &Section<'_>) -> Option<ValueType> {
    let word = section.text("type")?;
    let Some((_, of)) = TYPES.into_iter().find(|(known, _)| *known == word) else {
        section.fault("type", format!("unknown type `{word}`; known are {}", listed(TYPES.map(|(known, _)| known))));
        return None;
    };
    if let ValueType::Enum(_) = of {
        let values = section.texts("values")?;
        if values.is_empty() {
            section.fault("values", "is missing: the words that an `enum` may have");
        }
        return Some(ValueType::Enum(values));
    }
    if section.has("values") {
        section.fault("values", format!("goes with type `enum`, not with `{word}`"));
    }
    Some(of)
}

/// Reads a value from its text, or says why it is none.
fn read_value(of: &ValueType, text: &str, known: &Known) -> Result<Value, String> {
    values::text(text)?;
    let word = || Value::Text(text.to_owned());
    let code_of = |codes: &Codes| codes.find(text).map(|_| word());
    match of {
        ValueType::Flag => values::flag(text).map(Value::Flag),
        ValueType::Number => values::number(text).map(Value::Number),
        ValueType::Text => Ok(word()),
        ValueType::Enum(words) if words.iter().any(|known| known == text) => Ok(word()),
        ValueType::Enum(words) => Err(format!("`{text}` is none of {}", listed(words))),
        ValueType::Date => values::date(text).map(|_| word()),
        ValueType::Unit => code_of(&known.units),
        ValueType::Grid => code_of(&known.grids),
        ValueType::Village => code_of(&known.villages),
        ValueType::Station => code_of(&known.stations),
        ValueType::Person => code_of(&known.persons),
        ValueType::Kind => code_of(&known.kinds),
        ValueType::Place => code_of(&known.places),
        ValueType::District => code_of(&known.districts),
    }
}

/// An entry's `attributes = { … }`, checked against what is declared.
pub(crate) fn read_inline(
    section: &Section<'_>,
    declared: &[Column],
    known: &Known,
) -> Option<BTreeMap<String, Value>> {
    let names: Vec<&str> = declared.iter().map(|column| column.name.as_str()).collect();
    let inner = if section.has("attributes") { Some(section.section("attributes", &names)?) } else { None };
    let mut values = BTreeMap::new();
    for declaration in declared {
        let value = inner.as_ref().and_then(|inner| inner.json(&declaration.name));
        let Some(value) = value else {
            if declaration.required && inner.as_ref().is_none_or(|inner| !inner.has(&declaration.name)) {
                section.fault("attributes", format!("`{}` is missing, and it is required", declaration.name));
            }
            continue;
        };
        let read = match (&declaration.of, value) {
            (ValueType::Flag, serde_json::Value::Bool(flag)) => Ok(Value::Flag(flag)),
            (ValueType::Number, serde_json::Value::Number(number)) => {
                number.as_f64().map(Value::Number).ok_or_else(|| format!("`{number}` is not a finite number"))
            }
            (ValueType::Flag, other) => Err(values::no_flag(other)),
            (of, serde_json::Value::String(text)) if *of != ValueType::Number => read_value(of, &text, known),
            (ValueType::Number, other) => Err(format!("`{other}` is not a number")),
            (_, other) => Err(format!("`{other}` is not a text")),
        };
        match (read, &inner) {
            (Ok(value), _) => {
                values.insert(declaration.name.clone(), value);
            }
            (Err(fault), Some(inner)) => inner.fault(&declaration.name, fault),
            (Err(_), None) => {}
        }
    }
    Some(values)
}

/// A noun with attributes from a file.
pub(crate) trait Attributed: Noun {
    fn attributes_mut(&mut self) -> &mut BTreeMap<String, Value>;
}

macro_rules! attributed {
    ($($of:ident)*) => {$(
        impl Attributed for $of {
            fn attributes_mut(&mut self) -> &mut BTreeMap<String, Value> {
                &mut self.attributes
            }
        }
    )*};
}

attributed! { Unit Grid Place }

/// Where the values of `[attribute_files]` stand, by noun.
pub(crate) fn read_attribute_files(root: &Section<'_>) -> BTreeMap<String, String> {
    if !root.has("attribute_files") {
        return BTreeMap::new();
    }
    let Some(section) = root.section("attribute_files", &FILED) else { return BTreeMap::new() };
    let files = FILED.iter().filter(|noun| section.has(noun));
    files.filter_map(|noun| Some(((*noun).to_owned(), section.text(noun)?))).collect()
}

/// Fills in the attributes of one noun from its file.
pub(crate) fn read_values<T: Attributed>(
    file: Option<&str>,
    declared: &[Column],
    (codes, things): (&Codes, &mut Numbered<T>),
    (sources, known, problems): (&Sources, &Known, &Problems),
) {
    let Some(file) = file else {
        if let Some(required) = declared.iter().find(|declaration| declaration.required) {
            let message = format!("names no file for `{}`, and `{}` is required of each", T::NOUN, required.name);
            problems.add(toml_file::FILE, Spot::Key("attribute_files".to_owned()), message);
        }
        return;
    };
    let names: Vec<&str> = declared.iter().map(|column| column.name.as_str()).collect();
    let (required, optional): (Vec<&str>, Vec<&str>) =
        names.iter().partition(|name| declared.iter().any(|of| of.required && of.name == **name));
    let required: Vec<&str> = std::iter::once(CODE).chain(required).collect();
    let columns = Columns::new(&required, &optional);
    let Some(csv) = CsvFile::open(sources, file, &columns, GRIDS_MAX, problems) else { return };
    let mut with_row = HashSet::new();
    for (code, row) in csv.rows_by_code(CODE, None) {
        let Some(number) = row.known(CODE, codes) else { continue };
        with_row.insert(code);
        let cells = declared.iter().map(|declaration| (declaration.name.clone(), read_cell(&row, declaration, known)));
        let values = cells.filter_map(|(name, value)| Some((name, value?))).collect();
        if let Some(thing) = things.get_mut(number) {
            *thing.attributes_mut() = values;
        }
    }
    if required.len() > 1 {
        for (_, thing) in things.live().filter(|(_, thing)| !with_row.contains(thing.code())) {
            problems
                .file(file, format!("{} `{}` has no row, and `{}` is required", T::NOUN, thing.code(), required[1]));
        }
    }
}

fn read_cell(row: &Row<'_>, declaration: &Column, known: &Known) -> Option<Value> {
    let Some(text) = row.optional(&declaration.name) else {
        if declaration.required {
            row.complain(&declaration.name, "is empty, and it is required".to_owned());
        }
        return None;
    };
    row.noted(&declaration.name, read_value(&declaration.of, text, known))
}

/// A table as declared, with the file that its rows stand in.
pub(crate) struct DeclaredTable {
    pub(crate) file: String,
    table: Table,
}

pub(crate) fn read_declared_tables(root: &Section<'_>) -> Vec<DeclaredTable> {
    let mut tables: Vec<DeclaredTable> = Vec::new();
    for section in root.at_most(TABLES_MAX, "table", &["name", "title", "file", "key", "column"]) {
        let Some(table) = read_declared_table(&section) else { continue };
        if tables.iter().any(|other| other.table.name == table.table.name) {
            section.fault("name", format!("`{}` stands twice", table.table.name));
        } else {
            tables.push(table);
        }
    }
    tables
}

fn read_declared_table(section: &Section<'_>) -> Option<DeclaredTable> {
    let (name, title) = (section.code("name"), section.names("title"));
    let (file, key) = (section.text("file"), section.text("key"));
    let columns = read_columns(section)?;
    let key = key?;
    match columns.iter().find(|column| column.name == key) {
        None => {
            let names = listed(columns.iter().map(|column| &column.name));
            section.fault("key", format!("unknown column `{key}`; known are {names}"));
        }
        Some(column) if !column.required => {
            section.fault("key", format!("column `{key}` is the key and must be `required = true`"));
        }
        Some(_) => {}
    }
    let table = Table { name: name?, title: title?, key, columns, rows: Vec::new(), version: Digest::default() };
    Some(DeclaredTable { file: file?, table })
}

fn read_columns(section: &Section<'_>) -> Option<Vec<Column>> {
    let columns = section.sections("column", &["name", "type", "values", "required", "measure", "description"]);
    if columns.is_empty() || columns.len() > COLUMNS_MAX {
        section.fault("column", format!("has {} entries; 1 to {COLUMNS_MAX} are wanted", columns.len()));
        return None;
    }
    let mut read: Vec<Column> = Vec::new();
    for section in &columns {
        let column = read_column(section)?;
        if read.iter().any(|other| other.name == column.name) {
            section.fault("name", format!("`{}` stands twice", column.name));
        }
        read.push(column);
    }
    Some(read)
}

/// Reads a table's rows and gives it its version.
pub(crate) fn read_table(
    declared: DeclaredTable,
    sources: &Sources,
    known: &Known,
    problems: &Problems,
) -> Option<Table> {
    let DeclaredTable { file, mut table } = declared;
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let csv = CsvFile::open(sources, &file, &Columns::new(&names, &[]), TABLE_ROWS_MAX, problems)?;
    // `7` and `7.0` are one number.
    let of_key = table.columns.iter().find(|column| column.name == table.key).map(|column| column.of.clone());
    let same = |key: &str| match of_key {
        Some(ValueType::Number) => values::number(key).map_or_else(|_| key.to_owned(), |number| number.to_string()),
        _ => key.to_owned(),
    };
    let mut keys: HashMap<String, u64> = HashMap::new();
    let rows: Vec<_> = csv.rows().collect();
    for row in &rows {
        let key = row.optional(&table.key).unwrap_or_default();
        if let Some(line) = keys.insert(same(key), row.line).filter(|_| !key.is_empty()) {
            row.complain(&table.key, format!("`{key}` stands on line {line} already"));
        }
        table.rows.push(table.columns.iter().map(|column| read_cell(row, column, known)).collect());
    }
    let content = serde_json::to_vec(&(&table.columns, &table.key, &table.rows)).unwrap_or_default();
    table.version = Digest::of(&content);
    Some(table)
}
