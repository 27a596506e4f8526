//! A notice as it leaves the house: a CloudEvent with an id that is the same at every attempt, its words in both languages.

use domain::ids::TaskRef;
use domain::matter::Matter;
use domain::notice::NoticeRow;
use domain::state::State;
use serde_json::{Value, json};
use telling::{Lang, NoticeStory, Teller};

/// A notice ready to be handed over.
pub struct Letter {
    pub id: String,
    pub body: Vec<u8>,
}

impl Letter {
    /// `None`: there is no county, and so nothing to tell.
    pub fn of(row: &NoticeRow, state: &State) -> Option<Letter> {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| Teller::of_state(state, lang).map(|teller| teller.notice(row)));
        let (zh, en) = (zh?, en?);
        let mut data = data(row, &zh, &en);
        if let Matter::Task(which) = row.sent.matter {
            data["task"] = task(which, state);
        }
        let county = &state.loaded()?.county().code;
        // The time tells it from a notice of the same number in a data directory that was begun anew.
        let id = format!("{county}-notice-{}-{}", row.notice(), row.at.0);
        let event = json!({
            "specversion": "1.0",
            "id": id,
            "source": format!("/counties/{county}"),
            "type": "org.wardroom.notice",
            "time": en.at,
            "subject": en.matter.code,
            "datacontenttype": "application/json",
            "data": data,
        });
        Some(Letter { id, body: event.to_string().into_bytes() })
    }
}

/// What is to be done, and by when; nothing if the state has let it go.
fn task(which: TaskRef, state: &State) -> Value {
    let Some(task) = state.tasks.get(which) else { return Value::Null };
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| Teller::of_state(state, lang));
    let line = |teller: &Option<Teller<'_>>| teller.as_ref().map(|teller| teller.task_line(state, task));
    let due = task.new.due.and_then(|due| en.as_ref().map(|teller| teller.time(due)));
    json!({ "id": task.new.id, "zh-CN": line(&zh), "en": line(&en), "due": due })
}

fn data(row: &NoticeRow, zh: &NoticeStory, en: &NoticeStory) -> Value {
    let rings = en.told.iter().zip(&zh.told).filter(|(told, _)| !told.held);
    let to = rings.map(|(en, zh)| json!({ "code": en.to.code, "zh-CN": zh.to.text, "en": en.to.text }));
    json!({
        "notice": en.notice,
        "text": { "zh-CN": zh.line(Lang::Zh), "en": en.line(Lang::En) },
        "subject": en.subject.as_ref().zip(zh.subject.as_ref()).map(|(en, zh)| json!({ "zh-CN": zh, "en": en })),
        "matter": { "code": en.matter.code, "zh-CN": zh.matter.text, "en": en.matter.text },
        "district": en.district,
        "reality": row.sent.reality,
        "level": en.level,
        "urgency": en.urgency.code,
        "to": to.collect::<Vec<_>>(),
        "last_resort": en.last_resort,
        "why": { "code": en.why.code, "values": en.why.values, "zh-CN": zh.why.text, "en": en.why.text },
    })
}
