//! A question to one plugin, with the settings and in the mode in which it is asked: put to it, judged, recorded. Live, in
//! shadow or for an inspection it is the same question; a shadow asks it later, on the state as it was.

use std::borrow::Cow;
use std::sync::Arc;

use domain::arbiter::{Judge, Judged, Recorded, untellable};
use domain::cause::Cause;
use domain::decision::*;
use domain::hooks::{Asks, HookFailure, HookRun};
use domain::ids::DistrictRef;
use domain::matter::Matter;
use domain::plugin::{Installed, Mode};
use domain::ports::{Ask, Decide, PluginCall, View};
use domain::state::{Seat, State};
use domain::view::StateView;

#[derive(Clone)]
pub struct Question<'a, I: Clone> {
    pub plugin: Arc<Installed>,
    /// Where its settings are in force and its failures are counted.
    pub district: DistrictRef,
    pub settings_version: u32,
    pub settings_json: Cow<'a, str>,
    pub mode: Mode,
    pub input: Cow<'a, I>,
}

impl<'a, I: Asks + Clone> Question<'a, I> {
    /// To the version of a seat. `None`: it is not kept any more.
    pub fn to_seat(state: &'a State, seat: &Seat, district: DistrictRef, input: Cow<'a, I>) -> Option<Question<'a, I>> {
        let plugin = state.plugins.version_at(seat)?.clone();
        let (settings_version, settings_json) = state.plugins.settings_of(state.plugins.version_at(seat)?, district);
        let settings_json = Cow::Borrowed(settings_json);
        Some(Question { plugin, district, settings_version, settings_json, mode: seat.mode, input })
    }

    /// To be asked later.
    pub fn for_later(self) -> Question<'static, I> {
        let Question { plugin, district, settings_version, settings_json, mode, input } = self;
        let settings_json = Cow::Owned(settings_json.into_owned());
        Question { plugin, district, settings_version, settings_json, mode, input: Cow::Owned(input.into_owned()) }
    }

    pub fn id(&self) -> PluginId {
        PluginId {
            name: self.plugin.name().to_owned(),
            version: self.plugin.version().to_owned(),
            digest: Some(self.plugin.digest()),
            settings_version: self.settings_version,
        }
    }

    /// Puts it to the plugin, which may look at `state`. An answer whose reasons can't be told is none. `None`: no county is loaded.
    pub fn ask(&self, state: &State, decide: &dyn Decide, deadline_ms: u64) -> Option<HookRun<I::Answer>> {
        let county = state.county.as_ref()?.county();
        let view: Arc<dyn View> = Arc::new(StateView::new(state)?);
        let call = PluginCall { plugin: &self.plugin, settings_json: &self.settings_json, deadline_ms };
        let mut run = decide.ask(&call, &*self.input, &view);
        run.result =
            run.result.and_then(|answer| match untellable(&answer, &self.plugin.inspected.catalog, county, state) {
                Some(why) => Err(HookFailure::Reason(why)),
                None => Ok(answer),
            });
        Some(run)
    }
}

impl<I: Judge + Clone> Question<'_, I> {
    /// Puts it to the plugin and the answer before the arbiter, on the same state.
    pub fn put(&self, state: &State, decide: &dyn Decide, deadline_ms: u64) -> Option<Reply<I::Record>> {
        let county = state.county.as_ref()?.county();
        let run = self.ask(state, decide, deadline_ms)?;
        let measured = Measured::of(self.plugin.name(), &run);
        let outcome = match run.result {
            Ok(answer) => self.input.judge(state, county, &self.plugin, answer),
            Err(failure) => Err(AskedOutcome::Failed(self.input.kept(failure, &self.plugin.grants))),
        };
        Some(Reply { outcome, measured })
    }
}

/// What came of a question.
pub struct Reply<R> {
    pub outcome: Result<Judged<R>, AskedOutcome>,
    pub measured: Measured,
}

/// What stands after a question was asked, whoever answered it.
pub struct Ruling<R> {
    pub plugin: PluginId,
    pub mode: Mode,
    /// The built-in rule answered although a plugin was in line.
    pub fallback: bool,
    pub asked_before: Vec<Asked>,
    pub record: R,
    pub refused: Vec<Refused>,
    pub measured: Measured,
}

impl<R> Ruling<R> {
    /// The host's own, where no plugin is asked.
    pub fn built_in(mode: Mode, record: R) -> Ruling<R> {
        let (asked_before, refused, measured) = (Vec::new(), Vec::new(), Measured::default());
        Ruling { plugin: PluginId::built_in(), mode, fallback: false, asked_before, record, refused, measured }
    }

    /// Of what it makes of the matter, where it is the decision with this number.
    pub fn cause(&self, matter: Matter, number: u32) -> Cause {
        let plugin = self.plugin.digest.map(|_| self.plugin.name.clone());
        Cause::Decision { matter, number, plugin }
    }

    /// The decision that is kept of it. `number` counts within the matter.
    pub fn decision<I: Recorded<Record = R>>(
        self,
        input: &I,
        number: u32,
        trigger: Trigger,
        state: &State,
    ) -> Decision {
        let facts = Facts {
            number,
            at: input.now(),
            hook: I::HOOK,
            trigger,
            plugin: self.plugin,
            mode: self.mode,
            state_version: state.version,
            roster_version: state.roster.version,
            input_hash: input.hash(),
            asked_before: self.asked_before,
            fallback: self.fallback,
            answer: I::answered(self.record),
            refused: self.refused,
            settlement: None,
            difference: None,
        };
        Decision { facts, measured: self.measured }
    }
}
