//! `wardroom workflow kinds`, `counts`, `pause-kind` and `resume-kind`.

use clap::Args;
use domain::ports::CodeOf;
use serde_json::{Value, json};

use crate::answer::{items, list, text};
use crate::client::{Client, segment};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{WORDS, phrase, sentence};
use crate::words::word;

#[derive(Args)]
pub struct Kinds;

impl Kinds {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let kinds = client.get(&client.of_county("workflow-kinds")?, Vec::new())?;
        session.result(&kinds, || told(session, &kinds))
    }
}

fn told(session: Session, kinds: &Value) -> String {
    let row = |kind: &Value| {
        let versions = items(kind, "versions").map(|version| {
            format!("{} {} {}", text(version, "version"), text(&version["life"], "text"), version["live"])
        });
        let paused = if kind["paused"].as_bool() == Some(true) { phrase!(session, "workflow.kind-held") } else { "" };
        vec![
            text(&kind["kind"], "code").to_owned(),
            text(&kind["kind"], "text").to_owned(),
            text(kind, "plugin").to_owned(),
            text(&kind["concurrency"], "text").to_owned(),
            text(&kind["key_scope"], "text").to_owned(),
            list(kind, "districts").len().to_string(),
            versions.collect::<Vec<_>>().join(", "),
            paused.to_owned(),
        ]
    };
    let heading = [
        phrase!("heading.kind"),
        phrase!("heading.title"),
        phrase!("heading.plugin"),
        phrase!("heading.concurrency"),
        phrase!("heading.key"),
        phrase!("noun.districts"),
        phrase!("heading.version"),
        phrase!("heading.status"),
    ];
    let mut told = table(&heading.map(|text| session.text(text)), &[5], items(kinds, "items").map(row));
    for kind in items(kinds, "items") {
        told.push_str(&format!("\n{}\n", text(&kind["kind"], "code")));
        let forms = items(kind, "signals").chain(items(kind, "tasks"));
        for form in std::iter::once(&kind["start"]).chain(forms) {
            told.push_str(&format!("  {} ({}): {}\n", text(form, "name"), text(form, "title"), fields(session, form)));
        }
    }
    told
}

/// The properties of a form; those that have to be there with a star, personal ones marked.
fn fields(session: Session, form: &Value) -> String {
    let required = list(&form["schema"], "required");
    let properties = form["schema"]["properties"].as_object().into_iter().flatten();
    let field = |(name, schema): (&String, &Value)| {
        let star = if required.contains(&name.as_str()) { "*" } else { "" };
        let sealed = if schema["sealed"] == true {
            format!(", {}", phrase!(session, "heading.sealed-data"))
        } else {
            String::new()
        };
        let title = schema["title"]
            .as_str()
            .filter(|title| title != name)
            .map_or_else(String::new, |title| format!(" {title}"));
        format!("{name}{star}{title} ({}{sealed})", what_fits(session, schema))
    };
    let mut fields: Vec<String> = properties.map(field).collect();
    let outcome = |outcome: &Value| titled(text(outcome, "code"), text(outcome, "text"));
    let outcomes: Vec<String> = items(form, "outcomes").map(outcome).collect();
    if !outcomes.is_empty() {
        fields.push(format!("→ {}", outcomes.join(" | ")));
    }
    fields.join(", ")
}

/// What a property takes: one of these, a number between these, a text of so many letters at most, what the county has of a sort,
/// several of these.
fn what_fits(session: Session, schema: &Value) -> String {
    if schema["enum"].is_array() {
        return list(schema, "enum").join(" | ");
    }
    if schema["oneOf"].is_array() {
        let choice = |choice: &Value| titled(choice["const"].as_str().unwrap_or_default(), text(choice, "title"));
        return items(schema, "oneOf").map(choice).collect::<Vec<_>>().join(" | ");
    }
    if schema["items"].is_object() {
        let least = schema["minItems"].as_u64().unwrap_or_default();
        let most = schema["maxItems"].as_u64().map_or_else(String::new, |most| most.to_string());
        return format!("{least}–{most} × {}", what_fits(session, &schema["items"]));
    }
    let of = text(schema, "format");
    let of = if of.is_empty() { text(schema, "type") } else { of };
    let bounds = [("minimum", "≥"), ("maximum", "≤"), ("minLength", "≥"), ("maxLength", "≤")];
    let bounds = bounds.iter().filter(|(bound, _)| schema[bound].is_number());
    bounds.fold(sort(session, of), |fits, (bound, sign)| format!("{fits} {sign} {}", schema[bound]))
}

/// A code, and what it is called if that is something else.
fn titled(code: &str, title: &str) -> String {
    let same = title.is_empty() || title.replace(' ', "-") == code;
    if same { code.to_owned() } else { format!("{code} {title}") }
}

/// What a sort of value is called, beside what the county has of it by its code.
fn sort(session: Session, of: &str) -> String {
    match CodeOf::named(of) {
        Some(reference) => word::<CodeOf>(reference.name(), session.lang),
        None => WORDS.of_family("form-sort", of).map_or(of, |text| text.of(session.lang)).to_owned(),
    }
}

#[derive(Args)]
pub struct Counts;

impl Counts {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let counts = client.get(&client.of_county("workflow-counts")?, Vec::new())?;
        let row = |count: &Value| {
            let ends = items(count, "ends").map(|end| format!("{} {}", text(end, "end"), end["count"]));
            vec![
                text(&count["kind"], "text").to_owned(),
                text(&count["district"], "text").to_owned(),
                count["open"].to_string(),
                ends.collect::<Vec<_>>().join(", "),
            ]
        };
        let heading =
            [phrase!("heading.kind"), phrase!("heading.district"), phrase!("heading.open"), phrase!("heading.ends")]
                .map(|text| session.text(text));
        session.result(&counts, || table(&heading, &[2], items(&counts, "items").map(row)))
    }
}

#[derive(Args)]
pub struct PauseKind {
    kind: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl PauseKind {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        hold(
            session,
            client,
            &self.kind,
            "pause",
            self.reason,
            sentence!(session, "workflow.kind-paused", kind = self.kind),
        )
    }
}

#[derive(Args)]
pub struct ResumeKind {
    kind: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl ResumeKind {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        hold(
            session,
            client,
            &self.kind,
            "resume",
            self.reason,
            sentence!(session, "workflow.kind-resumed", kind = self.kind),
        )
    }
}

fn hold(
    session: Session,
    client: &Client,
    kind: &str,
    what: &str,
    reason: Option<String>,
    said: String,
) -> Result<(), Fault> {
    let body = reason.map_or_else(|| json!({}), |reason| json!({ "reason": reason }));
    let answer = client.post(&client.of_county(&format!("workflow-kinds/{}/{what}", segment(kind)))?, body)?;
    session.result(&answer, || said)
}
