//! The county's kinds of incident and its own reference tables.

use axum::Json;
use axum::extract::Path;
use domain::county::{Column, ValueType};
use domain::ports::Value;
use utoipa_axum::routes;

use crate::context::{Context, loaded};
use crate::dto::county::{IncidentKindBody, RowBody, TableBody};
use crate::dto::incident::NeedBody;
use crate::dto::query::{LangQuery, RowQuery, bad, limit, offset, offset_cursor};
use crate::dto::reply::{List, Page};
use crate::dto::shapes::Code;
use crate::extract::Params;
use crate::find::counted::Counted;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(kinds), routes!(list), routes!(rows)]
}

/// The county's kinds of incident.
#[utoipa::path(get, path = "/kinds", tag = "county", params(LangQuery), responses((status = 200, body = List<IncidentKindBody>)))]
pub async fn kinds(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<IncidentKindBody>>, Problem> {
    let state = cx.state();
    let teller = cx.teller(&state)?;
    let live = teller.county().kinds.iter().filter(|kind| !kind.retired);
    let body = |kind: &domain::county::Kind| IncidentKindBody {
        code: kind.code.clone(),
        name: (&kind.name).into(),
        priority: kind.priority,
        needs: kind.needs.iter().map(|n| NeedBody { skills: teller.skill_codes(n.skills), count: n.count }).collect(),
        accept_on_report: kind.accept_on_report,
        attributes: kind.attributes.clone(),
    };
    Ok(Json(List { items: live.map(body).collect() }))
}

/// The county's own reference tables.
#[utoipa::path(get, path = "/tables", tag = "county", params(LangQuery), responses((status = 200, body = List<TableBody>)))]
pub async fn list(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<TableBody>>, Problem> {
    let state = cx.state();
    Ok(Json(List { items: loaded(&state)?.county().tables.iter().map(TableBody::from).collect() }))
}

/// Rows of a table in the order of its file: all, or those in which a column has a value.
#[utoipa::path(
    get, path = "/tables/{name}", tag = "county", params(("name" = inline(Code), Path), RowQuery),
    responses((status = 200, body = Page<RowBody>))
)]
pub async fn rows(
    cx: Context,
    Path((_, name)): Path<(String, String)>,
    Params(query): Params<RowQuery>,
) -> Result<Json<Page<RowBody>>, Problem> {
    let state = cx.state();
    let table = loaded(&state)?.county().tables.iter().find(|table| table.name == name);
    let table = table.ok_or_else(|| Unknown::Table { table: name.clone() })?;
    let wanted = match (&query.column, &query.value) {
        (None, None) => None,
        (Some(column), Some(value)) => {
            let unknown = || bad("column", Misplaced::Column { table: name.clone(), column: column.clone() });
            let index = table.columns.iter().position(|of| of.name == *column).ok_or_else(unknown)?;
            Some((index, cell(&table.columns[index], value)?))
        }
        _ => return Err(bad("column", Misplaced::ColumnAndValue)),
    };
    let (limit, offset) = (limit(query.limit)?, offset(query.cursor.as_deref())?);
    let matches = |row: &[Option<Value>]| {
        wanted.as_ref().is_none_or(|(column, value)| row.get(*column).is_some_and(|cell| cell.as_ref() == Some(value)))
    };
    let mut found = table.rows.iter().enumerate().skip(offset).filter(|(_, row)| matches(row));
    let total = query.count.is_some_and(|count| count).then(|| table.rows.iter().filter(|row| matches(row)).count());
    let items = found.by_ref().take(limit).map(|(_, row)| RowBody::of(table, row)).collect();
    let next = found.next().map(|(index, _)| offset_cursor(index));
    Ok(Json(Page::of(items, next, total.map(Counted::whole))))
}

/// A value of a column from the text of a query.
fn cell(column: &Column, text: &str) -> Result<Value, Problem> {
    let value = match column.of {
        ValueType::Flag => text.parse().ok().map(Value::Flag),
        ValueType::Number => text.parse().ok().map(Value::Number),
        _ => Some(Value::Text(text.to_owned())),
    };
    let none = || Misplaced::Cell { column: column.name.clone(), value: text.to_owned() };
    value.ok_or_else(|| bad("value", none()))
}
