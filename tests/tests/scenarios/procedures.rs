//! The story of workflow instances in words: each step with what happened, what the plugin remarked, and where it stands then.

use std::sync::Arc;

use domain::decision::{Answered, Decision};
use domain::explain::{Lang, render_reason};
use domain::hooks::{Reason, WorkflowEvent};
use domain::ids::{IncidentRef, InstanceRef};
use domain::state::State;
use domain::time::TimeMs;
use domain::workflow::Instance;

pub fn stories(state: &State, steps: &[(InstanceRef, Arc<Decision>)], start: TimeMs, lang: Lang) -> Vec<String> {
    let numbers = 1..=state.workflows.last.0;
    let instances = numbers.filter_map(|number| state.workflows.get(InstanceRef(number)));
    let story = |instance: &Arc<Instance>| {
        let own = steps.iter().filter(|(of, _)| *of == instance.instance).map(|(_, decision)| &**decision);
        story(state, instance, own, start, lang)
    };
    instances.map(story).collect()
}

fn story<'d>(
    state: &State,
    instance: &Instance,
    steps: impl Iterator<Item = &'d Decision>,
    start: TimeMs,
    lang: Lang,
) -> String {
    let mut text = format!("{} {} {}: {}\n", instance.id, instance.kind, instance.key, instance.status);
    for Decision { facts, .. } in steps {
        let Answered::Workflow(record) = &facts.answer else { continue };
        let minutes = facts.at.since_s(start) / 60;
        let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
        text += &format!("{days}d{hours:02}:{minutes:02} {}\n", happened(&record.event));
        for remark in &record.remarks {
            text += &format!("  - {}\n", words(state, instance, remark, lang));
        }
        text += &format!("  = {}\n", words(state, instance, &record.stage, lang));
    }
    text
}

fn words(state: &State, instance: &Instance, why: &Reason, lang: Lang) -> String {
    let installed = state.plugins.installed.get(&instance.plugin.digest).expect("the plugin that it is pinned to");
    let incident = |which: IncidentRef| state.incident(which).map(|incident| incident.id.clone());
    let county = state.county.as_ref().expect("a county").county();
    render_reason(why, &installed.inspected.catalog, lang, county, &incident)
}

fn happened(event: &WorkflowEvent) -> String {
    match event {
        WorkflowEvent::TaskDone { key, outcome, .. } => format!("task {key}: {outcome}"),
        WorkflowEvent::Signalled { name, .. } => format!("signal {name}"),
        other => {
            let json = serde_json::to_value(other).expect("an event as JSON");
            match &json {
                serde_json::Value::Object(object) => object.keys().next().cloned().unwrap_or_default(),
                other => other.as_str().unwrap_or_default().to_owned(),
            }
        }
    }
}
