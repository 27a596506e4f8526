//! The same lawyer never for both parties, nor two of one firm; whoever is passed over is named with the reason.

use super::*;
use forms::{ACCEPT, ADVISER, COUNSEL_A, COUNSEL_B};

/// A county with lawyers (code, firm) and mandates (lawyer, party), all at their desks in room 1 or 2.
fn bar(lawyers: &[(&str, &str)], mandates: &[(&str, &str)]) -> County {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut county = county();
    for (n, (code, firm)) in lawyers.iter().enumerate() {
        let place = Reference::Place(if n % 2 == 0 { 1 } else { 2 }).into();
        let (code_cell, firm) = (("code", text(code)), ("firm", text(firm)));
        let in_use = ("in_use", Value::Flag(true));
        county = county.row("lawyers", code, [code_cell, firm, ("place", place), in_use]);
    }
    // A table is there even if nobody asked for anything yet.
    for (n, (lawyer, party)) in mandates.iter().chain(&[("L1", "Q-elsewhere")]).enumerate() {
        county = county.row("lawyer-mandates", &format!("M{n}"), [("lawyer", text(lawyer)), ("party", text(party))]);
    }
    county
}

/// A dispute of Q1 (party A) with Q2 (party B), accepted.
fn accepted(county: County, lawyer_for: &str) -> Story<Dispute> {
    let refs = [("party_a_ref", "Q1".into()), ("party_b_ref", "Q2".into())];
    let mut story = story(Settings::default(), county, &[&refs[..], &[("lawyer_for", lawyer_for.into())]].concat());
    story.done(ACCEPT, "accepted", OFFICER, &[]);
    story
}

fn check(county: County, lawyer_for: &str, expected: Expect) {
    let story = accepted(county, lawyer_for);
    let lines = story.words().lines().filter(|line| line.contains("lawyer") || line.contains("notice"));
    expected.assert_eq(&lines.map(|line| format!("{}\n", line.trim())).collect::<String>());
}

#[test]
fn the_same_lawyer_is_never_for_both_parties() {
    check(
        bar(&[("L1", "F1")], &[]),
        "both",
        expect![[r#"
            - lawyer L1 serves party A
            - not lawyer L1: serves the other side in this dispute
            - no lawyer can serve party B without a conflict of interest
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L1: serve party A; declare a conflict of interest if there is one
            > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: no lawyer can serve party B without a conflict of interest
        "#]],
    );
}

#[test]
fn two_lawyers_of_one_firm_are_never_on_both_sides() {
    check(
        bar(&[("L1", "F1"), ("L2", "F1"), ("L3", "F2")], &[]),
        "both",
        expect![[r#"
            - lawyer L1 serves party A
            - not lawyer L1: serves the other side in this dispute
            - not lawyer L2: the firm serves the other side in this dispute
            - lawyer L3 serves party B
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L1: serve party A; declare a conflict of interest if there is one
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L3: serve party B; declare a conflict of interest if there is one
        "#]],
    );
    check(
        bar(&[("L1", "F1"), ("L2", "F1")], &[]),
        "both",
        expect![[r#"
            - lawyer L1 serves party A
            - not lawyer L1: serves the other side in this dispute
            - not lawyer L2: the firm serves the other side in this dispute
            - no lawyer can serve party B without a conflict of interest
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L1: serve party A; declare a conflict of interest if there is one
            > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: no lawyer can serve party B without a conflict of interest
        "#]],
    );
}

#[test]
fn who_acts_for_the_other_party_is_passed_over_and_so_is_the_firm() {
    check(
        bar(&[("L1", "F1"), ("L2", "F1"), ("L3", "F2")], &[("L1", "Q2")]),
        "a",
        expect![[r#"
            - not lawyer L1: acts for party B
            - not lawyer L2: the firm acts for party B
            - lawyer L3 serves party A
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L3: serve party A; declare a conflict of interest if there is one
        "#]],
    );
    // To act for one's own party already is no conflict.
    check(
        bar(&[("L1", "F1")], &[("L1", "Q1")]),
        "a",
        expect![[r#"
            - lawyer L1 serves party A
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L1: serve party A; declare a conflict of interest if there is one
        "#]],
    );
}

/// The first lawyer could serve either party, the second only A: A gets the second, so that B has one too.
#[test]
fn a_lawyer_whom_only_one_side_can_have_goes_to_that_side() {
    check(
        bar(&[("L1", "F1"), ("L2", "F2")], &[("L2", "Q1")]),
        "both",
        expect![[r#"
            - lawyer L2 serves party A
            - not lawyer L2: serves the other side in this dispute
            - lawyer L1 serves party B
            > task advise for Assignee::Place(2) by 5d00:00: lawyer L2: serve party A; declare a conflict of interest if there is one
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L1: serve party B; declare a conflict of interest if there is one
        "#]],
    );
}

#[test]
fn an_adviser_of_the_mediation_is_tied_to_neither_party() {
    let lawyers = [("L1", "F1"), ("L2", "F2"), ("L3", "F1"), ("L4", "F3")];
    let refs = [("party_a_ref", "Q1".into()), ("party_b_ref", "Q2".into()), ("legally_technical", true.into())];
    let mut story = story(Settings::default(), bar(&lawyers, &[("L1", "Q1"), ("L2", "Q2")]), &refs);
    story.done(ACCEPT, "accepted", OFFICER, &[]);
    story.done(ADVISER, "conflict", LAWYER, &[]);
    let lines = story.words().lines().filter(|line| line.contains("lawyer") || line.contains("notice"));
    expect![[r#"
        - not lawyer L1: acts for party A
        - not lawyer L2: acts for party B
        - not lawyer L3: the firm acts for party A
        - lawyer L4 advises the mediation, for neither party
        > task advise for Assignee::Place(2) by 5d00:00: lawyer L4: advise the mediation, for neither party; declare a conflict of interest if there is one
        - not lawyer L1: acts for party A
        - not lawyer L2: acts for party B
        - not lawyer L3: the firm acts for party A
        - not lawyer L4: declared a conflict of interest
        - no lawyer is without a conflict of interest with either party
        > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: no lawyer is without a conflict of interest with either party
    "#]].assert_eq(&lines.map(|line| format!("{}\n", line.trim())).collect::<String>());
}

#[test]
fn a_lawyer_who_finds_a_conflict_is_replaced_and_the_other_sides_lawyer_does_not_step_in() {
    let county = bar(&[("L1", "F1"), ("L2", "F2"), ("L3", "F3")], &[]);
    let mut story = accepted(county, "both");
    story.done(COUNSEL_A, "conflict", LAWYER, &[]);
    story.done(COUNSEL_A, "conflict", LAWYER, &[]);
    story.done(COUNSEL_B, "advised", LAWYER, &[]);
    let after = story.words().split_once("advise done").unwrap().1;
    expect![[r#"
        : conflict
          - not lawyer L1: declared a conflict of interest
          - not lawyer L2: serves the other side in this dispute
          - lawyer L3 serves party A
          > task advise for Assignee::Place(1) by 5d00:00: lawyer L3: serve party A; declare a conflict of interest if there is one
          = mediated in the grid, attempt 1 of 3
        0d00:00 advise done: conflict
          - not lawyer L1: declared a conflict of interest
          - not lawyer L2: serves the other side in this dispute
          - not lawyer L3: declared a conflict of interest
          - no lawyer can serve party A without a conflict of interest
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: no lawyer can serve party A without a conflict of interest
          = mediated in the grid, attempt 1 of 3
        0d00:00 advise done: advised
          - the lawyer has advised
          = mediated in the grid, attempt 1 of 3
    "#]].assert_eq(after);
}

#[test]
fn without_references_nobody_is_retained() {
    let with = [("lawyer_for", "a".into()), ("party_a_ref", "Q1".into())];
    let mut story = story(Settings::default(), bar(&[("L1", "F1")], &[]), &with);
    story.done(ACCEPT, "accepted", OFFICER, &[]);
    assert!(story.words().contains("without references of both parties"), "{}", story.words());
    assert!(!story.open_tasks().contains(&COUNSEL_A));
}

/// Every lawyer that is retained, over all small bars: never tied to the other party, never on both sides.
#[test]
fn no_bar_is_so_small_that_a_lawyer_serves_both() {
    let firms = ["F1", "F2"];
    for bits in 0..64u32 {
        let firm = |n: u32| firms[(bits >> n & 1) as usize];
        let lawyers = [("L1", firm(0)), ("L2", firm(1)), ("L3", firm(2))];
        let mandates: Vec<_> = [("L1", "Q2"), ("L2", "Q1"), ("L3", "Q2")]
            .into_iter()
            .enumerate()
            .filter_map(|(n, mandate)| (bits >> (n + 3) & 1 == 1).then_some(mandate))
            .collect();
        let story = accepted(bar(&lawyers, &mandates), "both");
        let dispute: Dispute = serde_json::from_str(&story.instance.state).unwrap();
        let firm_of = |code: &str| lawyers.iter().find(|(of, _)| *of == code).unwrap().1;
        for retained in &dispute.retained {
            let other = if retained.side == dispute::Side::A { "Q2" } else { "Q1" };
            let tied = |(lawyer, party): &(&str, &str)| *party == other && firm_of(lawyer) == retained.firm;
            assert!(!mandates.iter().any(tied), "{lawyers:?} {mandates:?} {retained:?}");
        }
        if let [a, b] = &dispute.retained[..] {
            assert!(a.lawyer != b.lawyer && a.firm != b.firm, "{:?}", dispute.retained);
        }
    }
}

/// Nobody writes a mandate into the table for a dispute that was taken on yesterday.
#[test]
fn who_serves_the_other_party_in_another_dispute_is_passed_over_and_so_is_the_firm() {
    check(
        bar(&[("L1", "F1"), ("L2", "F1"), ("L3", "F2")], &[]).mark(forms::KIND, "Q2", "L1"),
        "a",
        expect![[r#"
            - not lawyer L1: acts for party B
            - not lawyer L2: the firm acts for party B
            - lawyer L3 serves party A
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L3: serve party A; declare a conflict of interest if there is one
        "#]],
    );
    // To serve one's own party there, too, is no conflict; to serve a stranger neither.
    check(
        bar(&[("L1", "F1")], &[]).mark(forms::KIND, "Q1", "L1").mark(forms::KIND, "Q9", "L1"),
        "a",
        expect![[r#"
            - lawyer L1 serves party A
            > task advise for Assignee::Place(1) by 5d00:00: lawyer L1: serve party A; declare a conflict of interest if there is one
        "#]],
    );
}

#[test]
fn a_dispute_is_marked_with_whom_its_lawyers_serve() {
    let mut story = accepted(bar(&[("L1", "F1"), ("L2", "F2")], &[]), "both");
    let mark = |party: &str, lawyer: &str| Mark { name: party.to_owned(), value: lawyer.to_owned() };
    assert_eq!(story.marks, [mark("Q1", "L1"), mark("Q2", "L2")]);
    story.done(COUNSEL_A, "conflict", OFFICER, &[]);
    assert_eq!(story.marks, [mark("Q2", "L2")], "who found a conflict serves nobody");
}
