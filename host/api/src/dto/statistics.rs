//! A report on the wire: tables of figures, each with its definition and the query behind it.

use std::collections::{BTreeMap, BTreeSet};

use domain::statistics::count::{Figures, Of, Table};
use domain::statistics::figure::{Figure, Grouping, Subject};
use domain::statistics::stretch::{Extent, Stretch};
use domain::time::TimeMs;
use serde::Serialize;
use telling::statistics::{intervals, says, title};
use telling::{Teller, Term};
use utoipa::ToSchema;

use super::county::NamesBody;
use super::words::{ExtentWord, FigureWord, GroupingWord, MomentWord, SubjectWord};
use crate::find::statistics::{Asked, Counted};

/// The figures of a stretch of time.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct StatisticsBody {
    /// Code.
    #[schema(example = "350924")]
    pub county: String,
    pub name: NamesBody,
    pub period: StretchBody,
    /// Its like in the year before, if that was asked for.
    pub before: Option<StretchBody>,
    /// What happened later is not counted.
    #[schema(format = DateTime)]
    pub at: String,
    /// A figure over fewer incidents says little and is marked.
    pub small_n: u32,
    pub definitions: Vec<DefinitionBody>,
    /// What holds for all intervals.
    pub intervals: NamesBody,
    pub tables: Vec<FigureTable>,
}

#[derive(Serialize, ToSchema)]
pub struct StretchBody {
    #[schema(value_type = ExtentWord)]
    pub extent: Extent,
    /// Of a shift when it starts.
    #[schema(example = "2022-W37")]
    pub name: String,
    #[schema(format = DateTime)]
    pub starts: String,
    /// Not of it any more.
    #[schema(format = DateTime)]
    pub ends: String,
}

/// What a figure counts.
#[derive(Serialize, ToSchema)]
pub struct DefinitionBody {
    #[schema(value_type = FigureWord)]
    pub figure: Figure,
    /// Counts up whenever the figure changes its meaning.
    pub version: u16,
    pub title: NamesBody,
    pub says: NamesBody,
    /// `1`: a number of incidents or workflows. `s`: seconds, as percentiles.
    #[schema(example = "s")]
    pub unit: &'static str,
    /// Path and query that ask for this figure again, as was known at this time.
    pub again: String,
}

/// One figure, told apart in one way.
#[derive(Serialize, ToSchema)]
pub struct FigureTable {
    #[schema(value_type = FigureWord)]
    pub figure: Figure,
    pub version: u16,
    #[schema(value_type = GroupingWord)]
    pub by: Grouping,
    /// Figure and grouping in the caller's language.
    pub title: String,
    pub grouping: String,
    pub query: CountedQuery,
    /// Path and query that ask for this table again, as was known at this time.
    pub again: String,
    pub rows: Vec<FigureRow>,
}

/// What was counted.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct CountedQuery {
    /// Actual ones.
    #[schema(value_type = SubjectWord)]
    pub of: Subject,
    /// Reported or begun not before this, and before `until`.
    #[schema(format = DateTime)]
    pub from: String,
    #[schema(format = DateTime)]
    pub until: String,
    #[schema(format = DateTime)]
    pub known_by: String,
    /// Codes of all of them.
    pub districts: Vec<String>,
    /// Codes; empty: of all kinds.
    pub kinds: Vec<String>,
    #[schema(value_type = GroupingWord)]
    pub by: Grouping,
    /// Of an interval: from this moment to the other one. A workflow is reported when it begins.
    #[schema(value_type = Option<MomentWord>)]
    pub start: Option<&'static str>,
    #[schema(value_type = Option<MomentWord>)]
    pub end: Option<&'static str>,
    /// What an interval is not counted of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<&'static str>,
}

/// Figures of incidents or workflows that have something in common.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct FigureRow {
    /// What they have in common; absent: they are all. Of an hour the code is its number, of those without a result it is empty.
    pub of: Option<Term>,
    /// How many there are; of an interval, those that came to both moments.
    pub n: u32,
    /// Half of them took no longer, seconds. Absent where there is none.
    pub p50_s: Option<u32>,
    /// Nine of ten took no longer.
    pub p90_s: Option<u32>,
    /// There are fewer than the county calls enough.
    pub small_n: bool,
    /// The same of the year before.
    pub before: Option<FiguresBefore>,
}

#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct FiguresBefore {
    pub n: u32,
    pub p50_s: Option<u32>,
    pub p90_s: Option<u32>,
    pub small_n: bool,
}

impl StatisticsBody {
    pub fn of(asked: &Asked, counted: Counted, county: &str, teller: &Teller<'_>) -> StatisticsBody {
        let small_n = teller.county().assessment.small_n;
        let wanted = |table: &Table| asked.figures.contains(&table.figure) && asked.groupings.contains(&table.by);
        let tables = counted.now.iter().enumerate().filter(|(_, table)| wanted(table));
        let tables = tables.map(|(nth, table)| {
            let before = counted.before.as_ref().map(|before| before.get(nth).map_or(&[][..], |table| &table.rows[..]));
            FigureTable::of(asked, table, before, small_n, county, teller)
        });
        StatisticsBody {
            county: county.to_owned(),
            name: (&teller.county().name).into(),
            period: StretchBody::of(&asked.stretch, teller),
            before: asked.before.as_ref().map(|before| StretchBody::of(before, teller)),
            at: teller.time(asked.known_by),
            small_n,
            definitions: asked.defined().map(|figure| DefinitionBody::of(figure, asked, county, teller)).collect(),
            intervals: (&intervals()).into(),
            tables: tables.collect(),
        }
    }
}

impl StretchBody {
    fn of(stretch: &Stretch, teller: &Teller<'_>) -> StretchBody {
        StretchBody {
            extent: stretch.extent,
            name: stretch.name.clone(),
            starts: teller.time(stretch.starts),
            ends: teller.time(stretch.ends),
        }
    }
}

impl DefinitionBody {
    fn of(figure: Figure, asked: &Asked, county: &str, teller: &Teller<'_>) -> DefinitionBody {
        DefinitionBody {
            figure,
            version: figure.version(),
            title: (&title(figure)).into(),
            says: (&says(figure)).into(),
            unit: if figure.span().is_some() { "s" } else { "1" },
            again: again(figure, None, asked, county, teller),
        }
    }
}

impl FigureTable {
    fn of(
        asked: &Asked,
        table: &Table,
        before: Option<&[(Of, Figures)]>,
        small_n: u32,
        county: &str,
        teller: &Teller<'_>,
    ) -> FigureTable {
        let earlier: Option<BTreeMap<&Of, Figures>> =
            before.map(|rows| rows.iter().map(|(of, row)| (of, *row)).collect());
        let now: BTreeMap<&Of, Figures> = table.rows.iter().map(|(of, row)| (of, *row)).collect();
        // What there was in one of the two years only has its row, too.
        let all: BTreeSet<&Of> = now.keys().chain(earlier.iter().flat_map(BTreeMap::keys)).copied().collect();
        let row = |of: &Of| {
            let Figures { n, percentiles_s } = now.get(of).copied().unwrap_or_default();
            FigureRow {
                of: teller.row(of),
                n,
                p50_s: percentiles_s.map(|(p50_s, _)| p50_s),
                p90_s: percentiles_s.map(|(_, p90_s)| p90_s),
                small_n: n < small_n,
                before: earlier.as_ref().map(|earlier| earlier.get(of).copied().unwrap_or_default()).map(|of| {
                    FiguresBefore {
                        n: of.n,
                        p50_s: of.percentiles_s.map(|(p50_s, _)| p50_s),
                        p90_s: of.percentiles_s.map(|(_, p90_s)| p90_s),
                        small_n: of.n < small_n,
                    }
                }),
            }
        };
        FigureTable {
            figure: table.figure,
            version: table.figure.version(),
            by: table.by,
            title: teller.term(&table.figure).text,
            grouping: teller.term(&table.by).text,
            query: CountedQuery::of(table, asked, teller),
            again: again(table.figure, Some(table.by), asked, county, teller),
            rows: all.into_iter().map(row).collect(),
        }
    }
}

impl CountedQuery {
    fn of(table: &Table, asked: &Asked, teller: &Teller<'_>) -> CountedQuery {
        let span = table.figure.span();
        CountedQuery {
            of: table.figure.subject(),
            from: teller.time(asked.stretch.starts),
            until: teller.time(asked.stretch.ends),
            known_by: teller.time(asked.known_by),
            districts: districts(asked, teller),
            kinds: kinds(asked, teller),
            by: table.by,
            start: span.as_ref().map(|span| span.start.name()),
            end: span.as_ref().map(|span| span.end.name()),
            without: match (table.figure.subject(), span) {
                (Subject::Incidents, Some(_)) => vec!["self-initiated", "merged"],
                (Subject::Incidents, None) | (Subject::Workflows, _) => Vec::new(),
            },
        }
    }
}

fn districts(asked: &Asked, teller: &Teller<'_>) -> Vec<String> {
    asked.districts.iter().map(|district| teller.district(*district).code).collect()
}

fn kinds(asked: &Asked, teller: &Teller<'_>) -> Vec<String> {
    asked.kinds.iter().map(|kind| teller.kind(*kind).code).collect()
}

/// By which request a figure comes again, whoever sends it who may see as much. Codes and times in UTC need no escapes.
fn again(figure: Figure, by: Option<Grouping>, asked: &Asked, county: &str, teller: &Teller<'_>) -> String {
    let at = |at: TimeMs| at.utc();
    let stretch = match asked.stretch.extent {
        Extent::Shift => ("shift_at", at(asked.stretch.starts)),
        Extent::Day | Extent::Week | Extent::Month => ("period", asked.stretch.name.clone()),
    };
    let mut query = vec![stretch];
    if !asked.everywhere {
        query.push(("district", districts(asked, teller).join(",")));
    }
    if !asked.kinds.is_empty() {
        query.push(("kind", kinds(asked, teller).join(",")));
    }
    query.push(("figure", figure.name().to_owned()));
    query.extend(by.map(|by| ("by", by.name().to_owned())));
    query.extend(asked.before.is_some().then(|| ("against_last_year", "true".to_owned())));
    query.push(("at", at(asked.known_by)));
    let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("/v1/counties/{county}/report?{}", query.join("&"))
}
