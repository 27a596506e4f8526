//! Workflows that nobody would want: states without end, effects that can't be done, instances that multiply.

use wardroom_plugin::workflow::{
    Assignee, Child, Choice, Concurrency, Effect, Event, Field, Form, IncidentRemark, Instance, Kind, Loan,
    NewIncident, Outcome, Outgoing, Result, Takeover, Task, WorkflowTarget, named, refuse, retry,
};
use wardroom_plugin::{CatchUp, Phase, Point, Priority, Reason, TimeS, Timer, Value, Workflow, reason};

use crate::{BehavesBadly, Behaviour, Settings, answers, crimes};

impl Workflow for BehavesBadly {
    type Settings = Settings;

    fn kinds() -> Vec<Kind> {
        let form = |name: &str, outcomes| Form {
            name: name.to_owned(),
            title: 1,
            schema:
                r#"{"type":"object","additionalProperties":false,"properties":{"note":{"title":1,"type":"string"}}}"#
                    .to_owned(),
            outcomes,
            named: false,
        };
        let choice = |name: &str| vec![Choice { name: name.to_owned(), title: 1 }];
        vec![Kind {
            name: "misdeed".to_owned(),
            title: 1,
            concurrency: Concurrency::Parallel,
            instances_max: 1_000,
            start: form("start", Vec::new()),
            tasks: vec![form("chore", choice("done"))],
            signals: vec![form("poke", Vec::new())],
            ends: choice("over"),
        }]
    }

    fn start(now: TimeS, settings: &Settings, instance: &Instance, _: &[Field]) -> Result<Outcome> {
        crimes::commit(settings.behaviour)?;
        match settings.behaviour {
            Behaviour::Refuse => refuse(reason(1)),
            Behaviour::PutOff => retry(reason(1)),
            behaviour => Ok(step(behaviour, now, instance)),
        }
    }

    fn step(now: TimeS, settings: &Settings, instance: &Instance, _: Event) -> Result<Outcome> {
        crimes::commit(settings.behaviour)?;
        match settings.behaviour {
            Behaviour::Refuse => refuse(reason(1)),
            Behaviour::PutOff => retry(reason(1)),
            behaviour => Ok(step(behaviour, now, instance)),
        }
    }

    fn migrate(_: TimeS, settings: &Settings, instance: &Instance, _: &str) -> Result<Takeover> {
        crimes::commit(settings.behaviour)?;
        let state = match settings.behaviour {
            Behaviour::Refuse => return refuse(reason(1)),
            Behaviour::HugeState => huge(),
            _ => instance.state.clone(),
        };
        Ok(Takeover { state, stage: reason(1), waits: vec!["poke".to_owned()], marks: Vec::new() })
    }
}

fn huge() -> String {
    "x".repeat((16 << 10) + 1)
}

fn step(behaviour: Behaviour, now: TimeS, instance: &Instance) -> Outcome {
    let child = |kind: &str, key: String, fields| {
        Effect::StartWorkflow(Child { kind: kind.to_owned(), key, grid: None, fields })
    };
    let chore = |form: &str| {
        let assignee = Assignee::GridAssistant(0);
        Effect::CreateTask(Task { key: 1, form: form.to_owned(), assignee, due_at: None, why: reason(1) })
    };
    let mut outcome = Outcome {
        state: "fine".to_owned(),
        stage: answers::said(behaviour),
        waits: vec!["poke".to_owned()],
        marks: Vec::new(),
        effects: Vec::new(),
        remarks: Vec::new(),
        ended: None,
    };
    match behaviour {
        Behaviour::ManyItems => outcome.effects = (0..257).map(Effect::StopTimer).collect(),
        Behaviour::ManyValues => outcome.stage = Reason { code: 1, values: vec![1.0.into(); 9] },
        Behaviour::NotANumber => outcome.remarks.push(reason(1).with(f64::NAN)),
        Behaviour::HugeState => outcome.state = huge(),
        Behaviour::UnknownForm => outcome.effects.push(chore("nothing known")),
        Behaviour::UnknownEnd => outcome.ended = Some("never".to_owned()),
        Behaviour::UnknownSignal => outcome.waits.push("nothing known".to_owned()),
        Behaviour::StartUnknown => outcome.effects.push(child("nothing-known", "k".to_owned(), Vec::new())),
        Behaviour::StartItself => {
            let below = |n: u8| child("misdeed", format!("{}{n}", instance.key), Vec::new());
            outcome.effects = vec![below(0), below(1)];
        }
        Behaviour::HandOnSealed => {
            let sealed = Field { name: "note".to_owned(), value: Value::Sealed };
            outcome.effects.push(child("misdeed", "k".to_owned(), vec![sealed]));
        }
        Behaviour::LendNothing => {
            outcome.effects.push(Effect::LendUnit(Loan { unit: 60_000, to: 60_000, until: u32::MAX, held: true }));
        }
        Behaviour::ProposeEverything => {
            outcome.effects = vec![
                Effect::StartTimer(Timer { key: 1, due_at: now, catch_up: CatchUp::Once, repeat_s: None }),
                Effect::StopTimer(2),
                chore("chore"),
                Effect::CancelTask(2),
                child("misdeed", String::new(), Vec::new()),
                Effect::StepIncident(Phase::Merged),
                Effect::LendUnit(Loan { unit: 0, to: 0, until: 0, held: false }),
                Effect::ReturnUnit(0),
                Effect::ErasePersonalData,
                Effect::Signal(Outgoing { to: WorkflowTarget::Number(9), name: "poke".to_owned(), fields: Vec::new() }),
                Effect::CancelWorkflow(named("misdeed", "k")),
                Effect::Report(NewIncident {
                    kind: 60_000,
                    priority: Some(Priority::Critical),
                    grid: 0,
                    position: Some(Point { lon: 0.0, lat: 0.0 }),
                    why: reason(1),
                }),
                Effect::Remark(IncidentRemark { incident: 60_000, why: reason(1) }),
            ];
        }
        _ => {}
    }
    outcome
}
