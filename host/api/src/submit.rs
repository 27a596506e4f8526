//! Handing commands to the room and waiting for their answers. A command that was handed in is seen through, whether or not
//! its caller still listens.

use std::time::Instant;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::command::{Answer, Command, Envelope, IdempotencyKey};
use domain::ids::Digest;
use domain::ports::Done;
use domain::refusal::Refusal;
use domain::refusal::room::RoomRefusal;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::context::{Context, loaded};
use crate::dto::duty::Numbered;
use crate::dto::incident::IncidentReply;
use crate::dto::reply::Version;
use crate::dto::task::TaskReply;
use crate::dto::workflow::InstanceReply;
use crate::extract::Key;
use crate::problem::Problem;

/// What goes with a command.
#[derive(Default)]
pub struct With {
    pub reason: Option<String>,
    pub key: Option<IdempotencyKey>,
}

impl With {
    pub fn reason(reason: Option<String>) -> With {
        With { reason, key: None }
    }
}

impl Context {
    /// The key of a request, tied to what it asks: the command's name, what it is about, and its body.
    pub fn key(&self, key: Key, command: &str, about: &str, body: &impl Serialize) -> Option<IdempotencyKey> {
        let key = key.0?;
        // The body stands here as it was understood, so that spaces and the order of keys make no other request.
        let mut body = serde_json::to_value(body).unwrap_or_default();
        without_personal(&mut body);
        let fingerprint = Digest::of(format!("{command}\n{about}\n{body}").as_bytes());
        Some(IdempotencyKey { key, fingerprint })
    }

    /// Hands a command in and waits until it is durable or refused.
    pub async fn submit(&self, command: impl Into<Command>, with: With) -> Result<Done, Refusal> {
        let command = command.into();
        let (name, started) = (command.name(), Instant::now());
        let (author, authority) = (self.caller.name.clone(), self.caller.authority());
        let envelope = Envelope { author, authority, reason: with.reason, key: with.key, command };
        let (answer, answered) = oneshot::channel();
        self.county.room.submit(
            envelope,
            Box::new(move |done| {
                // Nobody listens any more if the caller went away.
                let _ = answer.send(done);
            }),
        );
        let done = answered.await.unwrap_or_else(|_| Err(RoomRefusal::Gone.into()));
        self.shared.metrics.command(&self.county.code, name, &done, started.elapsed());
        if let Ok(done) = &done {
            self.replay.note(done);
        }
        done.map_err(|refusal| self.in_words(refusal))
    }

    /// A refusal with what plugins say in it put into the caller's language.
    fn in_words(&self, refusal: Refusal) -> Refusal {
        let state = self.state();
        match self.teller(&state) {
            Ok(teller) => Refusal { sentence: teller.settled(refusal.sentence), ..refusal },
            Err(_) => refusal,
        }
    }

    /// The answer of the first time, if this is a command that was done before. `command`: its name; it need not be made for that,
    /// and what it was about need not be there any more. What of it is this caller's to hear, the core says.
    pub fn answered_already(
        &self,
        command: &'static str,
        key: Option<&IdempotencyKey>,
    ) -> Result<Option<Done>, Refusal> {
        let (Some(key), started) = (key, Instant::now()) else { return Ok(None) };
        let known = self.state().answered_already(&self.caller.name, &self.caller.authority(), command, key);
        let done = match known.transpose() {
            None => return Ok(None),
            Some(answer) => answer.map(|answer| Done { answer, repeated: true }),
        };
        self.shared.metrics.command(&self.county.code, command, &done, started.elapsed());
        done.inspect(|done| self.replay.note(done)).map(Some)
    }

    /// The answer to a command. A repeated one gets the first one's, byte by byte.
    pub fn reply(&self, status: StatusCode, done: &Done) -> Result<Response, Problem> {
        let state = self.state();
        let loaded = loaded(&state)?;
        let body = match &done.answer {
            Answer::NotStarted { code, why, .. } => {
                return Ok(Problem::recorded(code, why).into_response());
            }
            Answer::Incident(answer) => serde_json::to_vec(&IncidentReply::of(answer, loaded.index.zone())),
            Answer::Instance(answer) => serde_json::to_vec(&InstanceReply::from(answer)),
            Answer::Task(answer) => serde_json::to_vec(&TaskReply::from(answer)),
            Answer::Done { version } => serde_json::to_vec(&Version { version: version.0 }),
            Answer::Numbered { number, version } => {
                serde_json::to_vec(&Numbered { number: *number, version: version.0 })
            }
        };
        let body = body.map_err(|error| Problem::internal(&error))?;
        Ok((status, [(header::CONTENT_TYPE, "application/json")], body).into_response())
    }
}

/// What of a body may be personal: of it a fingerprint says only that it is there. The journal keeps fingerprints for ever, and
/// whoever has one could try numbers until one fits, also when what it was made of is long erased.
const PERSONAL: [&str; 4] = ["caller", "calling_number", "description", "fields"];

fn without_personal(body: &mut Value) {
    let Some(body) = body.as_object_mut() else { return };
    // The text of a note that its writer calls so.
    if body.get("personal") == Some(&Value::Bool(true))
        && let Some(text) = body.get_mut("text")
    {
        blank(text);
    }
    for (name, value) in body {
        if PERSONAL.contains(&name.as_str()) {
            blank(value);
        }
    }
}

fn blank(value: &mut Value) {
    match value {
        Value::Null => {}
        Value::Object(parts) => parts.values_mut().for_each(blank),
        Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => *value = Value::Bool(true),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_what_is_personal_only_its_being_there_is_left() {
        let mut body = json!({
            "kind": "fire", "caller": { "name": "灯塔", "number": "13800000000" }, "description": "火", "fields": { "age": 7 },
        });
        without_personal(&mut body);
        let left = json!({
            "kind": "fire", "caller": { "name": true, "number": true }, "description": true, "fields": { "age": true },
        });
        assert_eq!(body, left);
        let note = |personal: bool| {
            let mut body = json!({ "text": "火", "personal": personal });
            without_personal(&mut body);
            body
        };
        assert_eq!(note(true), json!({ "text": true, "personal": true }));
        assert_eq!(note(false), json!({ "text": "火", "personal": false }));
    }
}
