//! The rates of a built year of cases: each goes its course through the rule, and what is counted is what the host would have of it.

use super::rates::{Rates, Told, rates};
use super::*;

type Course = fn(&mut Story<Case>);

fn to_the_end(story: &mut Story<Case>) {
    story.pass(HOUR).done(HANDLE, "handled", WORKER, &[]);
    story.pass(HOUR).done(VERIFY, "passed", ASSISTANT, &[]).done(CLOSE, "closed", OFFICER, &[]);
}

/// How many cases went which course after they were dispatched.
const COURSES: [(usize, Course); 6] = [
    // Closed in time.
    (690, to_the_end),
    // Closed, and handled late.
    (30, |story| {
        story.pass(20 * DAY);
        to_the_end(story);
    }),
    // Closed in time since the clock stood still for a month.
    (12, |story| {
        story.done(HANDLE, "waits", WORKER, &waits_for("owner")).pass(30 * DAY).signal("resume", &[]);
        to_the_end(story);
    }),
    // Closed in time after it was handled twice.
    (5, |story| {
        story.done(HANDLE, "handled", WORKER, &[]).done(VERIFY, "failed", ASSISTANT, &[]);
        to_the_end(story);
    }),
    // Still being handled, in time.
    (204, |story| {
        story.pass(HOUR);
    }),
    // Still being handled, too late.
    (31, |story| {
        story.pass(20 * DAY);
    }),
];

/// Those that never were filed count for nothing.
fn never_filed() -> Vec<Story<Case>> {
    let because = fields(&[("because", "untrue".into())]);
    let mut turned_away = reported(Settings::default());
    turned_away.done(ACCEPT, "not-accepted", OFFICER, &because);
    let mut rejected = reported(Settings::default());
    rejected.pass(3 * HOUR).done(ACCEPT, "accepted", OFFICER, &[]).done(FILE, "rejected", OFFICER, &because);
    let mut void = dispatched(Settings::default());
    void.county = void.county.clone().incident(Incident { phase: Phase::Merged, ..incident() });
    void.instance.incident = Some(Incident { phase: Phase::Merged, ..incident() });
    void.incident_changed();
    vec![turned_away, rejected, void, reported(Settings::default())]
}

#[test]
fn the_rates_of_a_year_come_from_its_cases() {
    let courses = COURSES.iter().flat_map(|(count, course)| (0..*count).map(move |_| course));
    let mut cases: Vec<Story<Case>> = courses
        .map(|course| {
            let mut story = dispatched(Settings::default());
            course(&mut story);
            story
        })
        .collect();
    cases.extend(never_filed());
    let counted = rates(cases.iter().map(|case| Told { ended: case.ended.as_deref(), marks: &case.marks }));
    assert_eq!(counted, Rates { filed: 972, on_time: 911, closed: 737 });
    assert_eq!((counted.on_time_share(), counted.closed_share()), (Some(9372), Some(7582)));
}

#[test]
fn of_nothing_there_is_no_share() {
    assert_eq!((Rates::default().on_time_share(), Rates::default().closed_share()), (None, None));
}
