//! The items that a case of a kind is looked at for: those of the county's table for all kinds, and those for its own.

use wardroom_plugin::view::{self, Reference, Row};
use wardroom_plugin::{KindRef, Value};

use crate::review::Item;
use crate::settings::Settings;

/// More than anybody looks at with care.
pub const ITEMS_MAX: usize = 24;
const ROWS_MAX: u16 = 64;
/// What a reason has room for.
const TEXT_BYTES_MAX: usize = 256;

/// In the order of the table, those for all kinds first; and how many there was no room for.
pub fn items(settings: &Settings, kind: KindRef) -> (Vec<Item>, usize) {
    let mut rows = rows(settings, "for_all", &Value::Flag(true));
    rows.extend(self::rows(settings, "kind", &Value::Reference(Reference::Kind(kind))));
    let texts: Vec<&str> = rows.iter().filter_map(|row| view::text(row, "item")).collect();
    let items = texts.iter().take(ITEMS_MAX).map(|text| Item::new(cut(text)));
    (items.collect(), texts.len().saturating_sub(ITEMS_MAX))
}

fn rows(settings: &Settings, column: &str, equals: &Value) -> Vec<Row> {
    view::rows(&settings.item_table, column, equals, ROWS_MAX).unwrap_or_default()
}

fn cut(text: &str) -> String {
    let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let end = ends.take_while(|end| *end <= TEXT_BYTES_MAX).last().unwrap_or(0);
    text[..end].to_owned()
}
