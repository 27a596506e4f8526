//! One step of a dispute: the loop from the report to the closing, and the ladder that it climbs. An accepted dispute closes by
//! the result of a revisit and in no other way.

use wardroom_plugin::workflow::{Assignee, TaskResult, flag};
use wardroom_plugin::{Notice, PersonRef, PlaceRef, Reason, Recipient, Result, Step, Urgency};

use crate::dispute::{Dispute, End, Retained, Rung, Side, Stage};
use crate::forms::{self, ACCEPT, DECIDE, HAND_OFF, MEDIATE, REVISIT, VERIFY};
use crate::places::{self, Sort};
use crate::{lawyers, reported, triage, why};

/// The timer that runs until the revisit.
pub const REVISIT_DUE: u16 = 1;
/// Levels of the notices of what is overdue.
const TO_THE_LEADER: u8 = 1;
const TO_THE_COMMAND_ROOM: u8 = 2;

const HOUR_S: u32 = 3600;
const DAY_S: u32 = 24 * HOUR_S;

pub type Case<'a> = Step<'a, Dispute>;

/// A new dispute waits to be accepted.
pub fn report(case: &mut Case) {
    let due_s = case.settings.accept_within_h * HOUR_S;
    case.task(ACCEPT, case.role(&case.settings.accept_slot), due_s, reported::do_accept(case));
}

pub fn done(case: &mut Case, done: &TaskResult) -> Result<()> {
    match (done.key, done.outcome.as_str()) {
        (ACCEPT, "accepted") => {
            case.state.fill(&done.fields);
            accept(case)
        }
        // Nobody has mediated yet, so there is nothing to revisit.
        (ACCEPT, "referred") => close(case, End::Referred),
        (ACCEPT, "withdrawn") => close(case, End::Withdrawn),
        (MEDIATE, outcome) => mediated(case, outcome, done),
        (VERIFY, outcome) => verified(case, outcome, done.by),
        (REVISIT, outcome) => revisited(case, outcome),
        (HAND_OFF, "confirmed") => {
            remark_court(case, why::court_confirmed);
            wait(case, End::Failed)
        }
        (HAND_OFF, "returned") => {
            remark_court(case, why::court_returned);
            take_back(case)
        }
        (DECIDE, "again") => mediate_from(case, Rung::City),
        (DECIDE, "courts") => wait(case, End::Failed),
        (DECIDE, "withdrawn") => leave(case, End::Withdrawn),
        (key, outcome) => match forms::side_of(key) {
            Some(side) => advised(case, side, outcome),
            None => Err(format!("task {key} has no outcome `{outcome}`").into()),
        },
    }
}

/// What nobody does in time is told to the duty leader; a hand-off that no court confirms goes back to the centre.
pub fn overdue(case: &mut Case, key: u16) -> Result<()> {
    if let (HAND_OFF, Stage::Docking(court)) = (key, case.state.stage) {
        case.cancel_task(HAND_OFF);
        case.remark(why::court_silent(court, case.settings.court_confirm_days));
        return take_back(case);
    }
    let late = match key {
        ACCEPT => why::late_accepting(),
        MEDIATE => why::late_mediating(),
        VERIFY => why::late_verifying(),
        REVISIT => why::late_revisiting(),
        DECIDE => why::late_deciding(),
        _ => why::late_lawyer(),
    };
    tell_leader(case, late);
    Ok(())
}

/// The duty leader did not look.
pub fn unheard(case: &mut Case, level: u8) {
    if level == TO_THE_LEADER {
        let room = Recipient::CommandRoom(case.instance.district);
        case.notify(Notice::new(TO_THE_COMMAND_ROOM, Urgency::Alarm, why::nobody_looked()).to(room));
    }
}

/// The parties take it back, at whatever stage it is.
pub fn withdraw(case: &mut Case) -> Result<()> {
    match case.state.stage {
        Stage::Reported => close(case, End::Withdrawn),
        _ if may_be_withdrawn(case) => {
            case.instance.tasks.iter().for_each(|key| case.cancel_task(*key));
            leave(case, End::Withdrawn)
        }
        _ => Ok(()),
    }
}

/// The day has come to look whether it is really over.
pub fn revisit(case: &mut Case) {
    let Stage::Waiting(end) = case.state.stage else { return };
    case.state.stage = Stage::Revisiting(end);
    let why = if end == End::Settled { why::do_revisit_settled() } else { why::do_revisit_left() };
    let assistant = case.instance.grid.map(Assignee::GridAssistant);
    let assignee = assistant.unwrap_or_else(|| case.role(&case.settings.accept_slot).into());
    case.task(REVISIT, assignee, case.settings.revisit_within_days * DAY_S, why);
}

fn accept(case: &mut Case) -> Result<()> {
    let rung = triage::triage(&case.state, &case.settings.triage, &mut case.remarks);
    retain_lawyers(case)?;
    mediate_from(case, rung)
}

/// Goes to the first rung from this one on that has attempts left.
fn mediate_from(case: &mut Case, rung: Rung) -> Result<()> {
    case.state.rung = rung;
    while case.state.rung < Rung::Courts && case.settings.ladder.attempts(case.state.rung) == 0 {
        case.state.rung = case.state.rung.next();
    }
    mediate(case)
}

/// The next attempt on the dispute's rung; on the last one, the courts.
fn mediate(case: &mut Case) -> Result<()> {
    let place = match case.state.rung {
        Rung::Courts => return hand_off(case),
        Rung::Village => match case.instance.grid {
            Some(grid) => return begin_attempt(case, Assignee::GridAssistant(grid), None),
            None => {
                case.remark(why::no_grid());
                return mediate_from(case, Rung::Town);
            }
        },
        Rung::Town => room_or_studio(case)?,
        Rung::City => choose(case, Sort::Centre, why::no_centre())?.map(|(_, place)| place),
    };
    match place {
        Some(place) => begin_attempt(case, Assignee::Place(place), Some(place)),
        None => climb(case),
    }
}

/// A studio with the right speciality, or the station's room: that one at once where it may come to blows.
fn room_or_studio(case: &mut Case) -> Result<Option<PlaceRef>> {
    if case.state.likely_to_escalate {
        case.remark(why::police_at_hand());
    } else if let Some((code, place)) = choose(case, Sort::Studio, why::no_studio())? {
        case.state.tried.push(code);
        return Ok(Some(place));
    }
    Ok(choose(case, Sort::Room, why::no_room())?.map(|(_, place)| place))
}

fn begin_attempt(case: &mut Case, assignee: Assignee, place: Option<PlaceRef>) -> Result<()> {
    case.state.stage = Stage::Mediating(place);
    let (attempt, of) = attempt(case);
    let why = why::do_mediate(attempt, of);
    case.task(MEDIATE, assignee, case.settings.mediate_within_days * DAY_S, why);
    Ok(())
}

fn mediated(case: &mut Case, outcome: &str, done: &TaskResult) -> Result<()> {
    if flag(&done.fields, "remote") == Some(true) {
        case.remark(why::remote());
    }
    match outcome {
        "settled" => {
            case.state.mediator = done.by;
            verify(case);
            Ok(())
        }
        "not-settled" => fail(case),
        "withdrawn" => leave(case, End::Withdrawn),
        _ => leave(case, End::Referred),
    }
}

fn verify(case: &mut Case) {
    case.state.stage = Stage::Verifying;
    let due_s = case.settings.verify_within_days * DAY_S;
    case.task(VERIFY, case.role(&case.settings.verify_slot), due_s, why::do_verify());
}

fn verified(case: &mut Case, outcome: &str, by: Option<PersonRef>) -> Result<()> {
    if by == case.state.mediator {
        case.remark(why::own_case());
        verify(case);
        return Ok(());
    }
    if outcome == "kept" {
        case.remark(why::verified());
        return wait(case, End::Settled);
    }
    case.remark(why::not_verified());
    fail(case)
}

/// An attempt came to nothing: another one, or the next rung.
fn fail(case: &mut Case) -> Result<()> {
    let (attempt, of) = attempt(case);
    let (index, why) = match case.state.rung {
        Rung::Village => (0, why::failed_in_the_village(attempt, of)),
        Rung::Town => (1, why::failed_in_the_town(attempt, of)),
        Rung::City | Rung::Courts => (2, why::failed_in_the_city(attempt, of)),
    };
    case.state.failed[index] = attempt;
    case.remark(why);
    if attempt >= of { climb(case) } else { mediate(case) }
}

fn climb(case: &mut Case) -> Result<()> {
    let mut rung = case.state.rung.next();
    while rung < Rung::Courts && case.settings.ladder.attempts(rung) == 0 {
        rung = rung.next();
    }
    case.remark(match rung {
        Rung::Village | Rung::Town => why::up_to_the_town(),
        Rung::City => why::up_to_the_city(),
        Rung::Courts => why::up_to_the_courts(),
    });
    mediate_from(case, rung)
}

/// The package goes to the court's liaison, who confirms in time or it comes back.
fn hand_off(case: &mut Case) -> Result<()> {
    let Some((_, court)) = choose(case, Sort::Court, why::no_court())? else {
        decide(case);
        return Ok(());
    };
    case.state.stage = Stage::Docking(court);
    let [village, town, city] = case.state.failed;
    let why = why::do_confirm(village, town, city, case.state.parties, case.state.amount);
    case.task(HAND_OFF, Assignee::Place(court), case.settings.court_confirm_days * DAY_S, why);
    Ok(())
}

/// The centre has it again, until the courts have been asked often enough.
fn take_back(case: &mut Case) -> Result<()> {
    case.state.returned = case.state.returned.saturating_add(1);
    if case.state.returned >= case.settings.court_attempts {
        decide(case);
        return Ok(());
    }
    case.state.rung = Rung::City;
    mediate(case)
}

fn decide(case: &mut Case) {
    case.state.stage = Stage::Deciding;
    let due_s = case.settings.accept_within_h * HOUR_S;
    let why = why::do_decide(case.state.returned);
    case.task(DECIDE, case.role(&case.settings.leader_slot), due_s, why);
}

fn leave(case: &mut Case, end: End) -> Result<()> {
    case.remark(if end == End::Referred { why::referred() } else { why::withdrawn() });
    wait(case, end)
}

/// Nothing more to be done until the revisit.
fn wait(case: &mut Case, end: End) -> Result<()> {
    case.state.stage = Stage::Waiting(end);
    case.timer(REVISIT_DUE, case.settings.revisit_after_days * DAY_S);
    Ok(())
}

fn revisited(case: &mut Case, outcome: &str) -> Result<()> {
    let Stage::Revisiting(end) = case.state.stage else { return Err("a revisit that nobody asked for".into()) };
    match (outcome, end) {
        ("calm", _) => case.remark(why::holds()),
        (_, End::Settled) => {
            case.remark(why::broken());
            return fail(case);
        }
        // Others have it now, or nobody wants it any more; the duty leader should know.
        _ => {
            case.remark(why::not_calm());
            tell_leader(case, why::not_calm());
        }
    }
    close(case, end)
}

pub fn close(case: &mut Case, end: End) -> Result<()> {
    case.state.stage = Stage::Closed;
    case.end(end.name());
    Ok(())
}

/// Finds a lawyer for each side that wants one and has none.
fn retain_lawyers(case: &mut Case) -> Result<()> {
    for side in lawyers::wanted(&case.state) {
        let Some(lawyer) = lawyers::choose(side, &case.state, &mut case.remarks)? else {
            let nobody = match side {
                Side::A => why::no_lawyer_for_a(),
                Side::B => why::no_lawyer_for_b(),
                Side::Mediation => why::no_adviser(),
            };
            case.remark(nobody.clone());
            tell_leader(case, nobody);
            continue;
        };
        let (chosen, what) = match side {
            Side::A => (why::counsel_of_a(&lawyer.code), why::do_counsel_a(&lawyer.code)),
            Side::B => (why::counsel_of_b(&lawyer.code), why::do_counsel_b(&lawyer.code)),
            Side::Mediation => (why::adviser(&lawyer.code), why::do_advise(&lawyer.code)),
        };
        case.remark(chosen);
        let due_s = case.settings.advise_within_days * DAY_S;
        case.task(forms::task_of(side), Assignee::Place(lawyer.place), due_s, what);
        case.state.retained.push(Retained { side, lawyer: lawyer.code, firm: lawyer.firm });
    }
    Ok(())
}

fn advised(case: &mut Case, side: Side, outcome: &str) -> Result<()> {
    if outcome == "advised" {
        case.remark(why::advised());
        return Ok(());
    }
    let (out, kept) = std::mem::take(&mut case.state.retained).into_iter().partition(|of| of.side == side);
    case.state.retained = kept;
    case.state.conflicts.extend(out.into_iter().map(|out: Retained| out.lawyer));
    retain_lawyers(case)
}

pub fn may_be_withdrawn(case: &Case) -> bool {
    !matches!(case.state.stage, Stage::Waiting(_) | Stage::Revisiting(_) | Stage::Closed)
}

pub fn stage(case: &Case) -> Reason {
    let (attempt, of) = attempt(case);
    match case.state.stage {
        Stage::Reported => why::at_reported(),
        Stage::Mediating(None) => why::at_grid(attempt, of),
        Stage::Mediating(Some(place)) => why::at_place(place, attempt, of),
        Stage::Verifying => why::at_verifying(),
        Stage::Waiting(End::Settled) => why::at_settled(case.settings.revisit_after_days),
        Stage::Waiting(End::Failed) => why::at_failed(case.settings.revisit_after_days),
        Stage::Waiting(End::Withdrawn | End::Referred) => why::at_left(case.settings.revisit_after_days),
        Stage::Revisiting(_) => why::at_revisiting(),
        Stage::Docking(court) => why::at_docking(court),
        Stage::Deciding => why::at_deciding(),
        Stage::Closed => why::at_closed(),
    }
}

/// Which attempt on this rung it is, and of how many. One that the courts sent back is one more.
fn attempt(case: &Case) -> (u8, u8) {
    let [village, town, city] = case.state.failed;
    let failed = match case.state.rung {
        Rung::Village => village,
        Rung::Town => town,
        Rung::City | Rung::Courts => city,
    };
    let attempt = failed.saturating_add(1);
    (attempt, case.settings.ladder.attempts(case.state.rung).max(attempt))
}

fn choose(case: &mut Case, sort: Sort, nothing: Reason) -> Result<Option<(String, PlaceRef)>> {
    let chosen = places::choose(case, sort)?;
    if chosen.is_none() {
        case.remark(nothing);
    }
    Ok(chosen)
}

fn remark_court(case: &mut Case, why: fn(PlaceRef) -> Reason) {
    if let Stage::Docking(court) = case.state.stage {
        case.remark(why(court));
    }
}

fn tell_leader(case: &mut Case, why: Reason) {
    let leader = case.role(&case.settings.leader_slot);
    let notice = Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader);
    case.notify(notice.seen_within(case.settings.seen_within_h * HOUR_S));
}
