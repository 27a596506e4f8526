//! The county's own data as plugins read them: rows by key or by a column's value, attributes. Files and journal hold the codes of what a
//! cell refers to; a plugin gets the reference itself.

use std::borrow::Cow;

use super::lookup::CountyIndex;
use super::noun::Noun;
use super::*;
use crate::ports::{AttributeOwner, CodeOf, Reference};

impl ValueType {
    /// What the codes of such a column are of.
    pub const fn refers_to(&self) -> Option<CodeOf> {
        Some(match self {
            ValueType::Flag | ValueType::Number | ValueType::Text | ValueType::Enum(_) | ValueType::Date => {
                return None;
            }
            ValueType::Unit => CodeOf::Unit,
            ValueType::Grid => CodeOf::Grid,
            ValueType::Village => CodeOf::Village,
            ValueType::Station => CodeOf::Station,
            ValueType::Person => CodeOf::Person,
            ValueType::Kind => CodeOf::Kind,
            ValueType::Place => CodeOf::Place,
            ValueType::District => CodeOf::District,
        })
    }
}

impl CountyIndex {
    /// As [`crate::ports::View::get_row`].
    pub fn get_row(&self, table: &str, key: &str) -> Option<Vec<(String, Value)>> {
        let (table, rows) = self.table(table)?;
        let column = table.columns.iter().position(|column| column.name == table.key)?;
        let key = match table.columns[column].of {
            ValueType::Number => Value::Number(key.parse().ok()?),
            ValueType::Flag => Value::Flag(key.parse().ok()?),
            _ => Value::Text(key.to_owned()),
        };
        rows.find(table, column, &key).next().map(|row| self.named(table, row))
    }

    /// As [`crate::ports::View::find_rows`]. In a column of references a reference is looked for, or a code.
    pub fn find_rows(
        &self,
        table: &str,
        column: &str,
        equals: &Value,
        limit: usize,
    ) -> Option<Vec<Vec<(String, Value)>>> {
        let (table, rows) = self.table(table)?;
        let column = table.columns.iter().position(|of| of.name == column)?;
        let Some(equals) = self.written(&table.columns[column], equals) else { return Some(Vec::new()) };
        Some(rows.find(table, column, &equals).take(limit).map(|row| self.named(table, row)).collect())
    }

    /// As [`crate::ports::View::attribute`].
    pub fn attribute(&self, of: AttributeOwner, name: &str) -> Option<Option<Value>> {
        let county = self.county();
        let (declared, values) = match of {
            AttributeOwner::Unit(unit) => (&county.attributes.unit, &county.units.get(unit.index())?.attributes),
            AttributeOwner::Grid(grid) => (&county.attributes.grid, &county.grids.get(grid.index())?.attributes),
            AttributeOwner::Place(place) => (&county.attributes.place, &county.places.get(place.index())?.attributes),
            AttributeOwner::Kind(kind) => (&county.attributes.kind, &county.kinds.get(kind.index())?.attributes),
        };
        let column = declared.iter().find(|declared| declared.name == name)?;
        Some(values.get(name).map(|value| self.shown(column, value)))
    }

    /// A row as plugins see it: an empty cell is absent.
    fn named(&self, table: &Table, row: &[Option<Value>]) -> Vec<(String, Value)> {
        let cells = table.columns.iter().zip(row);
        let shown = |(column, value): (&Column, &Option<Value>)| {
            value.as_ref().map(|value| (column.name.clone(), self.shown(column, value)))
        };
        cells.filter_map(shown).collect()
    }

    /// What a cell refers to in place of its code.
    fn shown(&self, column: &Column, value: &Value) -> Value {
        let refers_to = |code: &String| self.reference(column.of.refers_to()?, code);
        let of = match value {
            Value::Text(code) => refers_to(code),
            _ => None,
        };
        of.map_or_else(|| value.clone(), Value::Reference)
    }

    /// A value as the rows hold it; `None`: it is of another sort than the column, and in no row.
    fn written<'v>(&self, column: &Column, value: &'v Value) -> Option<Cow<'v, Value>> {
        let Value::Reference(of) = value else { return Some(Cow::Borrowed(value)) };
        let code = self.county().code_of(*of).filter(|_| column.of.refers_to() == Some(of.of()));
        code.map(|code| Cow::Owned(Value::Text(code)))
    }

    /// What is in use under a code, or else what last was.
    fn reference(&self, of: CodeOf, code: &str) -> Option<Reference> {
        fn last<T: Noun>(things: &[T], code: &str) -> Option<u32> {
            things.iter().rposition(|thing| thing.code() == code).and_then(|number| u32::try_from(number).ok())
        }
        let county = self.county();
        let retired = || match of {
            CodeOf::Unit => last(&county.units, code),
            CodeOf::Grid => last(&county.grids, code),
            CodeOf::Village => last(&county.villages, code),
            CodeOf::Station => last(&county.stations, code),
            CodeOf::Person => last(&county.persons, code),
            CodeOf::Kind => last(&county.kinds, code),
            CodeOf::Place => last(&county.places, code),
            CodeOf::District => last(&county.districts, code),
            _ => None,
        };
        Reference::new(of, self.by_code(of, code).or_else(retired)?)
    }
}
