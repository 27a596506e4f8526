//! What each command touches, for all commands in one place. A new command is asked for its line here by the compiler.

use crate::command::*;
use crate::hooks::Stage;
use crate::ids::*;
use crate::matter::Matter;
use crate::state::State;
use crate::who::Who;
use crate::workflow::start;

/// Something that a command names or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched<'a> {
    /// Every district at once.
    County,
    District(DistrictRef),
    Grid(GridRef),
    Unit(UnitRef),
    Matter(Matter),
    /// One of a district's, by its code.
    Series(&'a str),
    StandIn(StandInRef),
    Swap(SwapRef),
    /// Who is to do something. Persons are the county's, whatever posts they hold.
    Assignee(&'a Who),
    /// Where something lies that changes along with what is named and that is no secret: the one who asks is shown it.
    Along(DistrictRef),
}

type Tell<'t, 'c> = &'t mut dyn FnMut(Touched<'c>);

/// Tells everything that a command touches.
///
/// What a plugin recommended and a person confirms was judged by the arbiter, so that units of other districts may be in it; and
/// what ends with its parent is the parent's.
pub(super) fn of<'c>(state: &State, command: &'c Command, tell: Tell<'_, 'c>) {
    match command {
        // The room's time is everybody's.
        Command::Clock(_) => tell(Touched::County),
        Command::County(CountyCommand::Import { .. }) => tell(Touched::County),
        // That there is a road is no secret; one that there is not is the check's to refuse.
        Command::County(CountyCommand::CloseRoad { from, to } | CountyCommand::OpenRoad { from, to }) => {
            let loaded = state.county.as_ref();
            let road = loaded.and_then(|loaded| loaded.county().roads.between(from, to));
            let district = loaded.zip(road).and_then(|(loaded, road)| loaded.district_of_road(road));
            district.into_iter().for_each(|district| tell(Touched::Along(district)));
        }
        Command::Incident(command) => incident(state, command, tell),
        Command::Matter(command) => matter(command, tell),
        Command::Timer(_) => tell(Touched::County),
        Command::Notice(command) => notice(state, command, tell),
        Command::Unit(command) => match command {
            // Whoever may act on an incident may send home whatever unit is on it; the check says whether it is.
            UnitCommand::Release { incident, .. } => tell(Touched::Matter((*incident).into())),
            UnitCommand::SetStatus { unit, .. } | UnitCommand::EndStandBy { unit } => tell(Touched::Unit(*unit)),
            // Whose it is says whether it can be spared.
            UnitCommand::StandBy { unit, to, .. } => {
                tell(Touched::Unit(*unit));
                tell(Touched::Along(*to));
            }
        },
        Command::Roster(command) => roster(command, tell),
        Command::Plugin(command) => plugin(command, tell),
        Command::Instance(command) => instance(state, command, tell),
        Command::Task(command) => task(command, tell),
        Command::Assessment(_) => tell(Touched::County),
        Command::Series(SeriesCommand::Supply { readings }) => {
            let county = state.county.as_ref().map(|loaded| loaded.county());
            let declared = readings.iter().filter_map(|reading| county?.series(&reading.series));
            let whole = declared.filter(|series| series.district.is_none());
            whole.take(1).for_each(|_| tell(Touched::County));
            readings.iter().for_each(|reading| tell(Touched::Series(&reading.series)));
        }
    }
}

fn incident<'c>(state: &State, command: &'c IncidentCommand, tell: Tell<'_, 'c>) {
    let mut named = |which: IncidentRef| tell(Touched::Matter(which.into()));
    match command {
        // A place is no secret; one outside the county is the check's to refuse.
        IncidentCommand::Report(report) => {
            let located = state.county.as_ref().and_then(|loaded| loaded.index.locate(report.lon, report.lat).ok());
            located.into_iter().for_each(|located| tell(Touched::Along(located.district)));
            // Whoever gives a source's number again would be told which incident it is.
            let number = report.external_id.as_deref();
            let known = number.and_then(|number| state.external_ids.get(&report.source, number));
            known.into_iter().for_each(|(_, district)| tell(Touched::Along(district)));
            report.origin.unit().into_iter().for_each(|unit| tell(Touched::Unit(unit)));
        }
        IncidentCommand::Step { incident, .. }
        | IncidentCommand::SetPriority { incident, .. }
        | IncidentCommand::SetKind { incident, .. }
        | IncidentCommand::SetOutcome { incident, .. }
        | IncidentCommand::Note { incident, .. }
        | IncidentCommand::AddCall { incident, .. }
        | IncidentCommand::HandOff { incident, .. }
        | IncidentCommand::ConfirmHandOff { incident, .. }
        | IncidentCommand::ReadSealed { incident, .. }
        | IncidentCommand::Erase { incident, .. } => named(*incident),
        IncidentCommand::Assign { incident, units, .. } => {
            named(*incident);
            units.iter().for_each(|unit| tell(Touched::Unit(*unit)));
        }
        // As with a report: whoever moves it has to reach where it goes, too.
        IncidentCommand::Relocate { incident, lon, lat, .. } => {
            named(*incident);
            let located = state.county.as_ref().and_then(|loaded| loaded.index.locate(*lon, *lat).ok());
            located.into_iter().for_each(|located| tell(Touched::Along(located.district)));
        }
        IncidentCommand::Link { incident, to, archived, .. } | IncidentCommand::Unlink { incident, to, archived } => {
            named(*incident);
            match archived.filter(|_| state.incident(*to).is_none()) {
                Some(district) => tell(Touched::District(district)),
                None => named(*to),
            }
        }
        IncidentCommand::Merge { incident, into } => {
            named(*incident);
            named(*into);
        }
        IncidentCommand::Unmerge { incident } => {
            named(*incident);
            let from = state.incident(*incident).and_then(|incident| incident.merged_into);
            let from = from.and_then(|from| state.lies_in(from.into()));
            from.into_iter().for_each(|district| tell(Touched::Along(district)));
        }
    }
}

fn matter<'c>(command: &'c MatterCommand, tell: Tell<'_, 'c>) {
    match command {
        MatterCommand::Acknowledge { matter } | MatterCommand::RecordShadow { matter, .. } => {
            tell(Touched::Matter(*matter));
        }
        MatterCommand::Settle { matter, verdict, .. } => {
            tell(Touched::Matter(*matter));
            match verdict {
                Verdict::Confirm | Verdict::Reject | Verdict::NotADuplicate => {}
                Verdict::Amend { units } => units.iter().for_each(|unit| tell(Touched::Unit(*unit))),
                Verdict::AmendIntake(choice) => {
                    choice.duplicate_of.into_iter().for_each(|which| tell(Touched::Matter(which.into())));
                }
            }
        }
    }
}

fn notice<'c>(state: &State, command: &'c NoticeCommand, tell: Tell<'_, 'c>) {
    match command {
        NoticeCommand::Answer { notice, stage } => {
            tell(Touched::Matter((*notice).into()));
            // Who accepts takes upon themselves what it is about.
            let about = state.notices.get(*notice).filter(|_| *stage >= Stage::Accepted).map(|row| row.sent.matter);
            let district = about.and_then(|about| state.lies_in(about));
            district.into_iter().for_each(|district| tell(Touched::Along(district)));
        }
        NoticeCommand::SetChannels { .. } => tell(Touched::County),
        NoticeCommand::RecordDelivery { notice, .. } => tell(Touched::Matter((*notice).into())),
    }
}

fn roster<'c>(command: &'c RosterCommand, tell: Tell<'_, 'c>) {
    match command {
        RosterCommand::Publish(publication) => {
            publication.shifts.iter().for_each(|shift| tell(Touched::District(shift.district)));
        }
        RosterCommand::StandIn { new, .. } => tell(Touched::District(new.district)),
        RosterCommand::EndStandIn { stand_in } => tell(Touched::StandIn(*stand_in)),
        RosterCommand::OfferSwap { gives, wants, .. } => {
            let places = std::iter::once(gives).chain(wants);
            places.for_each(|place| tell(Touched::District(place.shift.district)));
        }
        RosterCommand::AcceptSwap { swap, .. }
        | RosterCommand::ApproveSwap { swap, .. }
        | RosterCommand::DeclineSwap { swap, .. } => tell(Touched::Swap(*swap)),
        RosterCommand::HandOver { district, .. } | RosterCommand::TakeOver { district, .. } => {
            tell(Touched::District(*district));
        }
    }
}

fn plugin<'c>(command: &'c PluginCommand, tell: Tell<'_, 'c>) {
    match command {
        PluginCommand::Install { .. } | PluginCommand::RecordFindings(_) => tell(Touched::County),
        PluginCommand::SetMode { districts, .. } if districts.is_empty() => tell(Touched::County),
        PluginCommand::SetMode { districts, .. } => {
            districts.iter().for_each(|district| tell(Touched::District(*district)));
        }
        PluginCommand::Configure { district: None, .. } | PluginCommand::WithdrawSettings { district: None, .. } => {
            tell(Touched::County)
        }
        PluginCommand::Configure { district: Some(district), .. }
        | PluginCommand::WithdrawSettings { district: Some(district), .. }
        | PluginCommand::RollBack { district, .. }
        | PluginCommand::SignOff { district, .. }
        | PluginCommand::LiftQuarantine { district, .. } => tell(Touched::District(*district)),
    }
}

fn instance<'c>(state: &State, command: &'c InstanceCommand, tell: Tell<'_, 'c>) {
    match command {
        InstanceCommand::Start(wanted) => {
            wanted.incident.into_iter().for_each(|which| tell(Touched::Matter(which.into())));
            wanted.grid.into_iter().for_each(|grid| tell(Touched::Grid(grid)));
            wanted.district.into_iter().for_each(|district| tell(Touched::District(district)));
            start::replaces(state, wanted).into_iter().for_each(|district| tell(Touched::Along(district)));
        }
        InstanceCommand::GiveSubject { instance, .. }
        | InstanceCommand::Signal { instance, .. }
        | InstanceCommand::Pause { instance }
        | InstanceCommand::Resume { instance }
        | InstanceCommand::Retry { instance }
        | InstanceCommand::Cancel { instance }
        | InstanceCommand::Restart { instance, .. }
        | InstanceCommand::Erase { instance } => tell(Touched::Matter((*instance).into())),
        InstanceCommand::ReadField { instance, task, .. } => {
            tell(Touched::Matter((*instance).into()));
            // One that only the archive has is the workflow's, or nothing of it can be opened.
            let here = task.iter().filter(|task| state.tasks.get(**task).is_some() || **task > state.tasks.last);
            here.for_each(|task| tell(Touched::Matter((*task).into())));
        }
        InstanceCommand::Migrate { instances, .. } => {
            tell(Touched::County);
            instances.iter().for_each(|which| tell(Touched::Matter((*which).into())));
        }
        InstanceCommand::PauseKind { .. } | InstanceCommand::ResumeKind { .. } => tell(Touched::County),
    }
}

fn task<'c>(command: &'c TaskCommand, tell: Tell<'_, 'c>) {
    match command {
        TaskCommand::Create { district, assignee, incident, .. } => {
            tell(Touched::District(*district));
            tell(Touched::Assignee(assignee));
            incident.iter().for_each(|which| tell(Touched::Matter((*which).into())));
        }
        TaskCommand::Accept { task, .. } | TaskCommand::Finish { task, .. } | TaskCommand::Cancel { task } => {
            tell(Touched::Matter((*task).into()));
        }
    }
}
