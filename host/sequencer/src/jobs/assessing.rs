//! An assessment worked out beside the writer: what the plugin wants to have counted, the counts, and what it makes of them.

use std::borrow::Cow;
use std::sync::Arc;

use domain::arbiter::{judge_indicators, judge_queries};
use domain::archived::{Wanted, each};
use domain::assessment::count::Counting;
use domain::assessment::{Asked, Assessment};
use domain::command::{AssessmentCommand, Command, Envelope};
use domain::county::County;
use domain::decision::{Measured, Refused};
use domain::hooks::*;
use domain::ids::*;
use domain::limits::{ARCHIVE_QUEUE_MAX, HOOK_DEADLINE_MS};
use domain::plugin::{Installed, Mode};
use domain::ports::{Archive, Decide};
use domain::state::State;
use domain::time::TimeMs;

use super::{Beside, Job};
use crate::question::Question;

pub struct Assessing {
    now: TimeMs,
    /// Of the batch that asks for it.
    version: Version,
    state: State,
    asked: Arc<Asked>,
    plugin: Arc<Installed>,
    district: DistrictRef,
    mode: Mode,
}

/// What is asked of a plugin, and under which settings.
struct Asking<'a> {
    state: &'a State,
    plugin: &'a Arc<Installed>,
    district: DistrictRef,
    mode: Mode,
    settings_version: u32,
    settings_json: &'a str,
    decide: &'a dyn Decide,
}

impl Assessing {
    /// Of an assessment that was asked for, if its plugin is still installed and on somewhere.
    pub fn of(state: &State, number: AssessmentRef, now: TimeMs, version: Version) -> Option<Job> {
        let asked = state.assessments.get(number)?.clone();
        let (district, seat) = state.assessor_at(&asked.plugin)?;
        let (plugin, mode) = (state.plugins.version_at(seat)?.clone(), seat.mode);
        Some(Box::new(Assessing { now, version, state: state.clone(), asked, plugin, district, mode }))
    }

    fn assess(&self, decide: &dyn Decide, archive: Option<&dyn Archive>) -> Option<Envelope> {
        // An archive that is being filled anew does not have all yet; the next time it may.
        let behind = |archive: &dyn Archive| archive.applied().0 + (ARCHIVE_QUEUE_MAX as u64) < self.version.0;
        if archive.is_some_and(behind) {
            return None;
        }
        let (settings_version, settings_json) = self.state.plugins.settings_of(&self.plugin, self.district);
        let asking = Asking {
            state: &self.state,
            plugin: &self.plugin,
            district: self.district,
            mode: self.mode,
            settings_version,
            settings_json,
            decide,
        };
        let mut measured = Measured::default();
        let (mut queries, mut tallies) = (Vec::new(), Vec::new());
        let outcome = asking.queries(&mut measured).and_then(|wanted| {
            queries = wanted;
            asking.check(&queries)?;
            tallies = self.count(&queries, archive)?;
            asking.figures(&self.input(&tallies), &mut measured)
        });
        let ((answer, refused), failure) = match outcome {
            Ok(judged) => (judged, None),
            Err(failure) => ((AssessmentAnswer::default(), Vec::new()), Some(failure)),
        };
        let assessment = Assessment {
            number: self.asked.number,
            plugin: asking.question(&QueriesInput).id(),
            settings_json: settings_json.to_owned(),
            state_version: self.version,
            at: self.now,
            queries,
            tallies,
            answer,
            refused,
            failure,
            measured,
        };
        Some(Envelope::system(Command::Assessment(AssessmentCommand::Record(Box::new(assessment)))))
    }

    fn input(&self, tallies: &[Vec<Tally>]) -> AssessmentInput {
        AssessmentInput { now: self.now, period: self.asked.period.clone(), tallies: tallies.to_vec() }
    }

    /// What the state has of the period, and what only the archive has.
    fn count(&self, queries: &[Query], archive: Option<&dyn Archive>) -> Result<Vec<Vec<Tally>>, HookFailure> {
        let too_many = |what: &str| HookFailure::Answer(format!("there are too many {what} to be counted"));
        let (starts, ends) = (self.asked.period.starts, self.asked.period.ends);
        let mut counting = Counting::new(queries, starts..ends, self.now);
        let (from, until) = (Some(starts), Some(ends));
        let wanted = Wanted { from, until, ..Wanted::default() };
        let unread = |error| HookFailure::Unloadable(format!("nothing was counted: {error}"));
        let all = each::incident(&self.state, archive, wanted.clone(), &mut |incident| counting.take(incident));
        if !all.map_err(unread)? {
            return Err(too_many("incidents"));
        }
        if counting.wants_workflows() {
            let all = each::workflow(&self.state, archive, wanted, &mut |workflow| counting.take_workflow(workflow));
            if !all.map_err(unread)? {
                return Err(too_many("workflows"));
            }
        }
        counting.tallies().ok_or_else(|| too_many("sorts of what is counted"))
    }
}

impl Asking<'_> {
    fn question<'q, I: Clone>(&'q self, input: &'q I) -> Question<'q, I> {
        Question {
            plugin: self.plugin.clone(),
            district: self.district,
            settings_version: self.settings_version,
            settings_json: Cow::Borrowed(self.settings_json),
            mode: self.mode,
            input: Cow::Borrowed(input),
        }
    }

    fn ask<I: Asks + Clone>(&self, input: &I, measured: &mut Measured) -> Result<I::Answer, HookFailure> {
        let nothing = || HookFailure::Unloadable("there is no county".to_owned());
        let run = self.question(input).ask(self.state, self.decide, HOOK_DEADLINE_MS).ok_or_else(nothing)?;
        measured.time_us = measured.time_us.saturating_add(run.time_us);
        measured.fuel_used = measured.fuel_used.saturating_add(run.fuel_used);
        run.result
    }

    fn queries(&self, measured: &mut Measured) -> Result<Vec<Query>, HookFailure> {
        self.ask(&QueriesInput, measured)
    }

    /// What the county does not have can't be counted.
    fn check(&self, queries: &[Query]) -> Result<(), HookFailure> {
        let procedures: Vec<&WorkflowKind> =
            self.state.plugins.installed.values().flat_map(|installed| &installed.inspected.workflows).collect();
        judge_queries(self.county()?, &procedures, queries).map_err(HookFailure::Query)
    }

    fn county(&self) -> Result<&County, HookFailure> {
        let nothing = || HookFailure::Unloadable("there is no county".to_owned());
        Ok(self.state.county.as_ref().ok_or_else(nothing)?.county())
    }

    fn figures(
        &self,
        input: &AssessmentInput,
        measured: &mut Measured,
    ) -> Result<(AssessmentAnswer, Vec<Refused>), HookFailure> {
        let answer = self.ask(input, measured)?;
        Ok(judge_indicators(self.county()?, &self.plugin.grants, &self.plugin.inspected.catalog, answer))
    }
}

impl Beside for Assessing {
    fn hook(&self) -> Hook {
        Hook::Assessment
    }

    fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        self.assess(decide, None)
    }

    fn run_beside(&self, decide: &dyn Decide, archive: &dyn Archive) -> Option<Envelope> {
        self.assess(decide, Some(archive))
    }
}

/// Works an old assessment out once more, by the version, the settings and the counts that it was made with: the indicators as JSON, or
/// why there are none. `None`: there is no such assessment, or nothing of that version any more.
pub fn again(state: &State, number: AssessmentRef, decide: &dyn Decide) -> Option<Result<String, HookFailure>> {
    let asked = state.assessments.get(number)?;
    let done = asked.done.as_ref()?;
    let plugin = state.plugins.installed.get(&done.plugin.digest?)?;
    let sits = state.assessor_at(&asked.plugin);
    let (district, mode) = sits.map_or((DistrictRef(0), Mode::Auto), |(district, seat)| (district, seat.mode));
    let asking = Asking {
        state,
        plugin,
        district,
        mode,
        settings_version: done.plugin.settings_version,
        settings_json: &done.settings_json,
        decide,
    };
    // What the host would not or could not count is no matter of the plugin's.
    if let (Some(failure), false) = (&done.failure, done.queries.is_empty())
        && done.tallies.is_empty()
    {
        return Some(Err(failure.clone()));
    }
    let input = AssessmentInput { now: done.at, period: asked.period.clone(), tallies: done.tallies.clone() };
    let mut measured = Measured::default();
    // What failed before anything was counted fails there again.
    let asked = if done.failure.is_some() && done.queries.is_empty() {
        asking.queries(&mut measured).map(drop)
    } else {
        Ok(())
    };
    let outcome = asked.and_then(|()| asking.figures(&input, &mut measured));
    Some(outcome.map(|(answer, _)| domain::assessment::bytes(&answer)))
}
