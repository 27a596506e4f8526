//! A notice as it leaves the house: a CloudEvent with an id that is the same at every attempt, its words in both languages.

use domain::explain::{Lang, NoticeStory, Teller};
use domain::notice::NoticeRow;
use domain::state::State;
use serde_json::{Value, json};

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
            "data": data(row, &zh, &en),
        });
        Some(Letter { id, body: event.to_string().into_bytes() })
    }
}

fn data(row: &NoticeRow, zh: &NoticeStory, en: &NoticeStory) -> Value {
    let rings = en.told.iter().zip(&zh.told).filter(|(told, _)| !told.held);
    let to = rings.map(|(en, zh)| json!({ "code": en.to.code, "zh-CN": zh.to.text, "en": en.to.text }));
    json!({
        "notice": en.notice,
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
