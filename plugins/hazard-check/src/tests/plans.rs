//! Plans, which begin the rounds of a class by turns.

use super::*;

fn plan(class: &str, county: County) -> Story<Plan> {
    Story::start(settings(), package(), county, None, &fields(&[("class", class.into())]))
}

#[test]
fn a_plan_begins_the_rounds_of_its_class_and_is_over_a_day_before_the_next() {
    let mut story = plan("A", classed());
    story.pass(10 * DAY);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > Effect::StartWorkflow(Child { kind: "hazard-check", key: "H1-1", grid: Some(5), fields: [Field { name: "grid", value: Value::Reference(Reference::Grid(5)) }] })
              > Effect::StartWorkflow(Child { kind: "hazard-check", key: "H3-1", grid: Some(7), fields: [Field { name: "grid", value: Value::Reference(Reference::Grid(7)) }, Field { name: "place", value: Value::Reference(Reference::Place(2)) }] })
              > timer 1 at 6d00:00
              = risk class A: rounds begun: 2; a turn every 7 days, the next one from time 1662595200 on
            6d00:00 timer 1
              = risk class A: this turn is over
              ended: over
        "#]],
    );
}

#[test]
fn what_is_not_over_goes_on() {
    let mut other = workflow_info(9, forms::KIND, "H1-last-week");
    other.marks = vec![("round".to_owned(), "grid-5".to_owned())];
    let story = plan("A", classed().workflow(other));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - workflow 9 is still under way in grid 5
              > Effect::StartWorkflow(Child { kind: "hazard-check", key: "H3-1", grid: Some(7), fields: [Field { name: "grid", value: Value::Reference(Reference::Grid(7)) }, Field { name: "place", value: Value::Reference(Reference::Place(2)) }] })
              > timer 1 at 6d00:00
              = risk class A: rounds begun: 1; a turn every 7 days, the next one from time 1662595200 on
        "#]],
    );
}

/// A class of every day has the next plan on the next day; nothing of it is in the table here, which is said.
#[test]
fn a_plan_of_every_day_is_over_at_once() {
    let story = plan("B", classed());
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - risk class B: no round to begin in this district
          = risk class B: this turn is over
          ended: over
    "#]],
    );
}

#[test]
fn a_plan_is_refused_with_words() {
    let told = |county: County, class: &str| {
        let _county = county.enter();
        let class = fields(&[("class", class.into())]);
        package().refusal(&Plan::open(NOW, &settings(), &instance(forms::PLAN), &class))
    };
    assert_eq!(told(classed(), "C"), "the settings have no risk class `C`");
    let mut other = workflow_info(9, forms::PLAN, "a-1");
    other.marks = vec![("plan".to_owned(), "A".to_owned())];
    let under_way = "the plan workflow 9 of risk class A is still under way in this district";
    assert_eq!(told(classed().workflow(other), "A"), under_way);
}
