//! Who may do what, decided in one place: whether the right by which a command is given reaches everything that the command
//! touches. No command gets past this, whichever way it came in and however often.

use super::by::By;
use super::refusal::ScopeRefusal;
use super::touched::{self, Touched};
use super::{Authority, Role, Scope};
use crate::answer::Answer;
use crate::command::{Command, Envelope, IdempotencyKey};
use crate::county::County;
use crate::ids::{DistrictRef, UnitRef};
use crate::known::*;
use crate::matter::Matter;
use crate::refusal::Refusal;
use crate::refusal::room::RoomRefusal;
use crate::state::State;

/// Whether the one who gives a command may give it, and reaches all that it touches. What lies outside is refused in the words for
/// what is not there.
pub fn admit(state: &State, envelope: &Envelope) -> Result<(), Refusal> {
    let Authority::Token { role, districts } = &envelope.authority else { return Ok(()) };
    check_role((envelope.command.name(), envelope.command.by()), *role)?;
    let Scope::Only(_) = districts else { return Ok(()) };
    let Some(loaded) = &state.county else { return Ok(()) };
    let reach = Reach { state, county: loaded.county(), districts };
    let mut outside = None;
    touched::of(state, &envelope.command, &mut |touched| {
        if outside.is_none() {
            outside = reach.refuses(&touched);
        }
    });
    outside.map_or(Ok(()), Err)
}

impl State {
    /// The answer that the same command got before from the same one. It is given also when what it was about is archived or
    /// erased since, but only to one who may still ask.
    pub fn answered_before(&self, envelope: &Envelope) -> Result<Option<Answer>, Refusal> {
        let Envelope { author, authority, command, .. } = envelope;
        let key = envelope.key.as_ref().filter(|_| !command.decrypts());
        key.map_or(Ok(None), |key| self.answered_to(author, authority, (command.name(), command.by()), key))
    }

    /// The same before the command is made, by its name: what it would name need not be there any more.
    pub fn answered_already(
        &self,
        author: &str,
        authority: &Authority,
        command: &str,
        key: &IdempotencyKey,
    ) -> Result<Option<Answer>, Refusal> {
        Command::by_of(command).map_or(Ok(None), |by| self.answered_to(author, authority, (command, by), key))
    }

    fn answered_to(
        &self,
        author: &str,
        authority: &Authority,
        command: (&str, By),
        key: &IdempotencyKey,
    ) -> Result<Option<Answer>, Refusal> {
        let Some(known) = self.keys.get(author, &key.key) else { return Ok(None) };
        admit_again(self, authority, command, &known.answer)?;
        if known.fingerprint != key.fingerprint {
            return Err(RoomRefusal::KeyReused { key: key.key.clone() }.into());
        }
        Ok(Some(known.answer.clone()))
    }
}

/// Whether one who asks again may hear what was answered the first time: their right may have become less since.
fn admit_again(state: &State, authority: &Authority, command: (&str, By), answer: &Answer) -> Result<(), Refusal> {
    let Authority::Token { role, districts } = authority else { return Ok(()) };
    check_role(command, *role)?;
    let (lies_in, refusal) = match answer {
        Answer::Incident(answer) => (Some(answer.district.as_str()), no_matter(answer.incident.into())),
        Answer::Instance(answer) => (Some(answer.district.as_str()), no_matter(answer.instance.into())),
        Answer::Task(answer) => {
            let which = Matter::Task(answer.task);
            let there = state.county.as_ref().zip(state.lies_in(which)).filter(|_| answer.district.is_none());
            if there.is_some_and(|(loaded, district)| !districts.reaches(loaded.county(), district)) {
                return Err(no_matter(which));
            }
            (answer.district.as_deref(), no_matter(which))
        }
        Answer::NotStarted { district, .. } => (district.as_deref(), elsewhere()),
        Answer::Done { .. } | Answer::Numbered { .. } => return Ok(()),
    };
    lies_in.is_none_or(|code| districts.has(code)).then_some(()).ok_or(refusal)
}

/// Whether a unit's positions may come from there.
pub fn moves(state: &State, by: &Authority, unit: UnitRef) -> bool {
    let Authority::Token { role, districts } = by else { return true };
    let Some(county) = state.county.as_ref().map(|loaded| loaded.county()) else { return false };
    let of = county.units.get(unit.index()).map(|unit| unit.district);
    *role >= Role::Operator && of.is_some_and(|district| districts.reaches(county, district))
}

fn check_role((command, by): (&str, By), role: Role) -> Result<(), Refusal> {
    let command = command.to_owned();
    let least = match by {
        By::Operator => Role::Operator,
        By::Admin => Role::Admin,
        By::Host => return Err(ScopeRefusal::HostsOwn { command }.into()),
    };
    if role >= least {
        return Ok(());
    }
    Err(ScopeRefusal::RoleTooLow { command, role: least.name().to_owned() }.into())
}

/// How far one reaches who is limited to districts.
struct Reach<'a> {
    state: &'a State,
    county: &'a County,
    districts: &'a Scope,
}

impl Reach<'_> {
    /// Why it may not be touched; `None` if it may. What is not there is refused here too, so that nobody can tell from what is
    /// looked at first which of the two it is.
    fn refuses(&self, touched: &Touched<'_>) -> Option<Refusal> {
        let (state, county) = (self.state, self.county);
        let reached = |district: DistrictRef| self.districts.reaches(county, district);
        let unless = |district: Option<DistrictRef>, refusal: Refusal| match district {
            Some(district) if reached(district) => None,
            _ => Some(refusal),
        };
        match touched {
            Touched::County => Some(ScopeRefusal::WholeCounty.into()),
            Touched::District(which) => unless(Some(*which), no_district(*which)),
            Touched::Grid(which) => unless(county.grids.get(which.index()).map(|of| of.district), no_grid(*which)),
            Touched::Unit(which) => unless(county.units.get(which.index()).map(|of| of.district), no_unit(*which)),
            Touched::Matter(which) => unless(state.lies_in(*which), no_matter(*which)),
            Touched::StandIn(which) => unless(state.roster.stand_in(*which).map(|of| of.district), no_stand_in(*which)),
            Touched::Series(code) => match county.series(code) {
                Some(series) if series.district.is_none_or(reached) => None,
                _ => Some(no_series(code)),
            },
            Touched::Swap(which) => {
                let Some(swap) = state.roster.swaps.get(which) else { return Some(no_swap(*which)) };
                match (swap.districts().any(reached), swap.districts().all(reached)) {
                    (_, true) => None,
                    // One part of it is seen, so that it is no secret.
                    (true, false) => Some(elsewhere()),
                    (false, false) => Some(no_swap(*which)),
                }
            }
            Touched::Assignee(who) => match who.district(county) {
                None => who.known(county).err().map(|_| no_assignee()),
                Some(district) => unless(Some(district), no_assignee()),
            },
            Touched::Along(district) => unless(Some(*district), elsewhere()),
        }
    }
}

fn elsewhere() -> Refusal {
    ScopeRefusal::Elsewhere.into()
}
