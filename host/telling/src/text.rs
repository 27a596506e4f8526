//! An explanation as text for a dispatcher: who was sent and why, who was not, what held it up, how it went on.

use crate::elsewhere::ELSEWHERE;
use crate::figures::{clock, date_and_clock, distance, duration, milliseconds, number, then_every};
use crate::lang::Lang;
use crate::story::*;
use crate::tell;
use crate::words::list;
use domain::cause::HOST;
use domain::characters;

impl Explanation {
    /// The whole story, some dozens of lines.
    pub fn text(&self) -> String {
        let mut page = Page::new(self.lang, &self.reported_at);
        page.opening(self);
        page.units(self);
        for decision in &self.decisions {
            page.decision(decision);
        }
        let since = tell!(self.lang, "escalation.since-acceptance");
        page.escalation(&self.escalation, &self.notices, &self.timers, &since);
        page.procedures(&self.procedures);
        page.notes(&self.notes);
        page.hand_offs(&self.hand_offs);
        page.steps(&self.steps, &self.changes);
        page.text
    }

    /// One line: which incident, what, where, how it stands.
    pub fn headline(&self) -> String {
        tell!(
            self.lang,
            "incident.headline",
            id = self.id,
            reality = unless_actual(&self.reality, self.lang),
            kind = self.kind.text,
            priority = self.priority.text,
            district = self.district.text,
            phase = self.phase.text,
        )
    }
}

/// What kind of exercise or test it is, in brackets; what is real needs no word.
pub(crate) fn unless_actual(reality: &Term, lang: Lang) -> String {
    match reality.code.as_str() {
        "actual" => String::new(),
        _ => tell!(lang, "said.in-brackets", what = reality.text),
    }
}

/// The text so far. A day on which it begins needs no date.
pub(crate) struct Page<'a> {
    pub(crate) lang: Lang,
    day: &'a str,
    pub(crate) text: String,
}

impl<'a> Page<'a> {
    pub(crate) const fn new(lang: Lang, day: &'a str) -> Page<'a> {
        Page { lang, day, text: String::new() }
    }
}

impl Page<'_> {
    pub(crate) fn heading(&mut self, heading: &str) {
        self.text.push('\n');
        self.line(0, heading);
    }

    /// Whatever people wrote into it, it is one line of the story: what goes on below stands behind a mark.
    pub(crate) fn line(&mut self, depth: usize, line: impl AsRef<str>) {
        let indent = "  ".repeat(depth);
        self.text.push_str(&indent);
        self.text.push_str(&characters::behind(line.as_ref(), &format!("{indent}    │ ")));
        self.text.push('\n');
    }

    fn seconds(&self, seconds: u32) -> String {
        duration(u64::from(seconds), self.lang)
    }

    pub(crate) fn clock(&self, iso: &str) -> String {
        clock(iso, self.day)
    }

    /// Who did it; the host signs as `system`.
    pub(crate) fn author(&self, by: &str) -> String {
        match by.split_once(':') {
            None if by == HOST => tell!(self.lang, "author.host"),
            Some(("plugin", plugin)) => tell!(self.lang, "author.plugin", plugin),
            Some((ELSEWHERE, district)) => tell!(self.lang, "author.elsewhere", district),
            _ => by.to_owned(),
        }
    }

    /// The same with what it follows from.
    pub(crate) fn signed(&self, by: &str, cause: Option<&CauseStory>) -> String {
        let (lang, by) = (self.lang, self.author(by));
        let Some(CauseStory { command, decision, elsewhere, .. }) = cause else { return by };
        match (decision, elsewhere) {
            (None, _) => tell!(lang, "author.after-command", by, command),
            (Some(decision), None) => tell!(lang, "author.by-decision", by, decision),
            (Some(decision), Some(matter)) => tell!(lang, "author.by-decision-elsewhere", by, decision, matter),
        }
    }

    pub(crate) fn list<T: AsRef<str>>(&self, items: impl IntoIterator<Item = T>) -> String {
        list(items, self.lang)
    }

    /// How a line goes on if a reason was given.
    pub(crate) fn why(&self, why: Option<&String>) -> String {
        why.map_or_else(String::new, |why| tell!(self.lang, "story.why", why))
    }

    fn opening(&mut self, e: &Explanation) {
        let lang = self.lang;
        self.line(0, e.headline());
        self.line(0, tell!(lang, "incident.reported", at = date_and_clock(&e.reported_at), source = e.source));
        if let Some(origin) = &e.origin {
            self.line(0, &origin.text);
        }
        match e.nearest_grid_m {
            None => self.line(0, tell!(lang, "incident.grid", grid = e.grid.text)),
            Some(metres) => {
                let away = distance(f64::from(metres), lang);
                self.line(0, tell!(lang, "incident.no-grid", grid = e.grid.text, away));
            }
        }
        if let Some(uncertain) = &e.uncertain {
            self.line(0, tell!(lang, "incident.uncertain", how = uncertain.text));
        }
        match &e.acknowledged {
            Some(act) => {
                let (at, by) = (self.clock(&act.at), self.author(&act.by));
                self.line(0, tell!(lang, "incident.acknowledged", at, by));
            }
            None => self.line(0, tell!(lang, "incident.unacknowledged")),
        }
        if let Some(hold) = &e.hold {
            let (incident, until, number) = (&hold.duplicate_of, self.clock(&hold.until), hold.recommendation);
            self.line(0, tell!(lang, "incident.held", incident, until, number));
        }
        if let Some(incident) = &e.merged_into {
            self.line(0, tell!(lang, "incident.merged", incident));
        }
        if !e.duplicates.is_empty() {
            self.line(0, tell!(lang, "incident.duplicates", incidents = self.list(&e.duplicates)));
        }
        for caller in &e.callers {
            self.caller(caller);
        }
        if let Some(outcome) = &e.outcome {
            self.line(0, tell!(lang, "incident.outcome", outcome = outcome.text));
        }
    }

    fn caller(&mut self, CallerStory { calls, first_at, last_at, incidents }: &CallerStory) {
        let (first, last) = (date_and_clock(first_at), date_and_clock(last_at));
        self.line(
            0,
            match incidents.is_empty() {
                true => tell!(self.lang, "incident.same-caller", calls, first, last),
                false => {
                    let incidents = self.list(incidents);
                    tell!(self.lang, "incident.same-caller-about", calls, first, last, incidents)
                }
            },
        );
    }

    fn units(&mut self, e: &Explanation) {
        let lang = self.lang;
        self.heading(&tell!(lang, "sent.heading"));
        if e.units.is_empty() {
            return self.line(1, tell!(lang, "sent.nobody"));
        }
        for unit in &e.units {
            let (at, chosen) = (self.clock(&unit.at), self.chosen(unit, &e.decisions));
            let (team, station) = (&unit.team.text, &unit.station.text);
            self.line(1, tell!(lang, "sent.unit", unit = unit.unit, team, station, at, chosen));
            self.line(2, self.progress(unit));
        }
        let sent = e.sent_after_s.map(|s| self.seconds(s)).unwrap_or_default();
        match e.on_scene_after_s {
            Some(there) => self.line(1, tell!(lang, "sent.times", sent, there = self.seconds(there))),
            None => self.line(1, tell!(lang, "sent.not-there", sent)),
        }
    }

    /// Whose choice a unit was.
    fn chosen(&self, unit: &UnitStory, decisions: &[DecisionStory]) -> String {
        let lang = self.lang;
        let Some(decision) = unit.decision else {
            return tell!(lang, "chosen.by-person", by = self.author(&unit.by)) + &self.why(unit.reason.as_ref());
        };
        match decisions.iter().find(|made| made.number == decision) {
            Some(made) if made.digest.is_some() => {
                tell!(lang, "chosen.by-plugin", plugin = made.plugin, decision)
            }
            Some(_) => tell!(lang, "chosen.by-built-in", decision),
            None => tell!(lang, "chosen.by-decision", decision),
        }
    }

    fn progress(&self, unit: &UnitStory) -> String {
        let lang = self.lang;
        let mut parts = vec![tell!(lang, "progress.expected", eta = self.seconds(unit.eta_s))];
        if unit.straight_line {
            parts.push(tell!(lang, "progress.straight-line"));
        }
        if let Some(at) = &unit.en_route_at {
            parts.push(tell!(lang, "progress.left", at = self.clock(at)));
        }
        if let (Some(at), Some(took)) = (&unit.on_scene_at, unit.took_s) {
            parts.push(tell!(lang, "progress.on-scene", at = self.clock(at), took = self.seconds(took)));
        }
        if let Some(at) = &unit.released_at {
            let at = self.clock(at);
            parts.push(match &unit.released {
                _ if unit.stood_down => tell!(lang, "progress.stood-down", at),
                // A unit that left by the way the incident went says nothing that its steps don't.
                Some(ReleaseStory { by, reason, cause: None }) => {
                    let by = self.author(by);
                    tell!(lang, "progress.released-by", at, by) + &self.why(reason.as_ref())
                }
                _ => tell!(lang, "progress.released", at),
            });
        }
        parts.join(&tell!(lang, "list.clause"))
    }

    pub(crate) fn decision(&mut self, d: &DecisionStory) {
        let lang = self.lang;
        let (hook, trigger) = (&d.hook.text, &d.trigger.text);
        self.heading(&tell!(lang, "decision.heading", number = d.number, hook, at = self.clock(&d.at), trigger));
        self.decided_by(d);
        self.asked_before(d);
        if !d.needs.is_empty() {
            let needs = self.list(d.needs.iter().map(|need| &need.text));
            self.line(1, tell!(lang, "decision.needed", needs));
        }
        self.nearby(d);
        self.candidates(d);
        for ProposalStory { text: proposal, .. } in &d.proposals {
            // Beside the live rule, or before a person has said yes, nothing of it counts.
            match d.mode.code.as_str() {
                "auto" => self.line(1, tell!(lang, "decision.accepted", proposal)),
                _ => self.line(1, tell!(lang, "decision.proposed", proposal)),
            }
        }
        for remark in &d.remarks {
            self.line(1, tell!(lang, "decision.remark", remark = remark.text));
        }
        self.refused(1, &d.refused);
        self.outcome(d);
    }

    fn decided_by(&mut self, d: &DecisionStory) {
        let lang = self.lang;
        let (time, fuel) = (milliseconds(d.time_us, lang), number(d.fuel_used as f64));
        let measured = tell!(lang, "decision.measured", time, fuel);
        match &d.digest {
            None => self.line(1, tell!(lang, "decision.by-built-in", version = d.version, measured)),
            Some(digest) => {
                let (plugin, version, settings) = (&d.plugin, &d.version, d.settings_version);
                let (digest, mode) = (short(digest), &d.mode.text);
                self.line(1, tell!(lang, "decision.by-plugin", plugin, version, settings, digest, mode, measured));
            }
        }
        self.line(1, tell!(lang, "decision.on-versions", state = d.state_version, roster = d.roster_version));
        if d.fallback {
            self.line(1, tell!(lang, "decision.fallback"));
        }
    }

    fn asked_before(&mut self, d: &DecisionStory) {
        for AskedStory { plugin, version, outcome, refused, .. } in &d.asked_before {
            self.line(1, tell!(self.lang, "decision.asked-before", plugin, version, outcome = outcome.text));
            self.refused(2, refused);
        }
    }

    fn nearby(&mut self, d: &DecisionStory) {
        let lang = self.lang;
        if !d.nearby.is_empty() {
            self.line(1, tell!(lang, "nearby.heading"));
        }
        for near in &d.nearby {
            let mut facts = vec![
                tell!(lang, "nearby.away", away = distance(f64::from(near.distance_m), lang)),
                tell!(lang, "nearby.age", age = self.seconds(near.age_s)),
            ];
            if near.same_grid {
                facts.push(tell!(lang, "nearby.same-grid"));
            }
            facts.extend(near.alike.map(|percent| tell!(lang, "nearby.alike", percent)));
            let facts = facts.join(&tell!(lang, "list.clause"));
            let (kind, phase) = (&near.kind.text, &near.phase.text);
            self.line(2, tell!(lang, "nearby.incident", incident = near.incident, kind, phase, facts));
        }
    }

    fn candidates(&mut self, d: &DecisionStory) {
        let lang = self.lang;
        for PickStory { unit, eta_s, straight_line, stood, need, recalled_from, instead, why } in &d.picks {
            let eta = self.seconds(*eta_s);
            let mut away = match straight_line {
                true => tell!(lang, "candidate.away-straight", eta),
                false => tell!(lang, "candidate.away", eta),
            };
            if let Stood { grid: Some(grid), fix_age_s: Some(age_s) } = stood {
                away = tell!(lang, "candidate.away-from", away, grid, age = self.seconds(*age_s));
            }
            let why = match need {
                Some(_) => why.text.clone(),
                None => tell!(lang, "candidate.extra", why = why.text),
            };
            let line = match d.mode.code.as_str() {
                "advise" => tell!(lang, "candidate.recommended", unit, away, why),
                "shadow" => tell!(lang, "candidate.would-be-sent", unit, away, why),
                _ => tell!(lang, "candidate.sent", unit, away, why),
            };
            self.line(1, line);
            if let Some(from) = recalled_from {
                let there: Vec<String> = instead
                    .iter()
                    .map(|InsteadStory { unit, eta_s }| {
                        tell!(lang, "candidate.there", unit, eta = self.seconds(*eta_s))
                    })
                    .collect();
                let line = match there.is_empty() {
                    true => tell!(lang, "candidate.nobody-instead", from),
                    false => {
                        tell!(lang, "candidate.instead", from, there = self.list(there.iter().map(String::as_str)))
                    }
                };
                self.line(2, line);
            }
        }
        for shortfall in &d.shortfalls {
            self.line(1, tell!(lang, "candidate.shortfall", why = shortfall.text));
        }
        if !d.passed_over.is_empty() {
            self.line(1, tell!(lang, "candidate.passed-over"));
        }
        let none = tell!(lang, "candidate.no-reason");
        let passed = d.passed_over.iter();
        self.alike(passed.map(|p| (p.unit.as_str(), p.eta_s, p.why.as_ref().map_or(&*none, |why| &why.text))));
        if !d.excluded.is_empty() {
            self.line(1, tell!(lang, "candidate.excluded"));
        }
        self.alike(d.excluded.iter().map(|kept| (kept.unit.as_str(), kept.eta_s, kept.why.text.as_str())));
    }

    /// A line for each stretch of units that are as far away and have the same reason.
    fn alike<'b>(&mut self, units: impl Iterator<Item = (&'b str, u32, &'b str)>) {
        let units: Vec<_> = units.collect();
        for group in units.chunk_by(|a, b| (a.1, a.2) == (b.1, b.2)) {
            let Some((_, eta_s, why)) = group.first() else { continue };
            let (units, eta) = (self.list(group.iter().map(|(unit, ..)| *unit)), self.seconds(*eta_s));
            self.line(2, tell!(self.lang, "candidate.alike", units, eta, why));
        }
    }

    fn refused(&mut self, depth: usize, refused: &[RefusedStory]) {
        for RefusedStory { proposal, why } in refused {
            self.line(depth, tell!(self.lang, "decision.refused", proposal, why = why.text));
        }
    }

    /// What became of it: a person's word, or the comparison of a shadow.
    fn outcome(&mut self, d: &DecisionStory) {
        let lang = self.lang;
        if d.pending {
            self.line(1, tell!(lang, "decision.pending"));
        }
        if let Some(settled) = &d.settlement {
            let (at, by) = (self.clock(&settled.at), self.author(&settled.by));
            let mut text = tell!(lang, "settlement.line", at, by, outcome = settled.outcome.text);
            if !settled.units.is_empty() {
                text.push_str(&tell!(lang, "settlement.units", units = self.list(&settled.units)));
            }
            if !settled.choice.is_empty() {
                text.push_str(&tell!(lang, "said.in-brackets", what = self.list(&settled.choice)));
            }
            if let Some(code) = &settled.code {
                text.push_str(&tell!(lang, "settlement.code", why = code.text));
            }
            text.push_str(&self.why(settled.reason.as_ref()));
            self.line(1, text);
        }
        if let Some(difference) = &d.difference {
            self.difference(1, difference);
        }
    }

    /// How a shadow's answer compares.
    pub(crate) fn difference(&mut self, level: usize, difference: &DifferenceStory) {
        let lang = self.lang;
        let DifferenceStory { live, same, sorts, uncompared, only_shadow, only_live } = difference;
        if let Some(why) = uncompared.as_ref().map(|why| &why.text) {
            return self.line(
                level,
                match live {
                    0 => tell!(lang, "difference.uncompared-silent", why),
                    live => tell!(lang, "difference.uncompared", live, why),
                },
            );
        }
        if *same {
            return self.line(level, tell!(lang, "difference.same", live));
        }
        let mut differs = vec![match live {
            0 => tell!(lang, "difference.other-silent"),
            live => tell!(lang, "difference.other", live),
        }];
        if !only_shadow.is_empty() {
            differs.push(tell!(lang, "difference.only-shadow", units = self.list(only_shadow)));
        }
        if !only_live.is_empty() {
            differs.push(tell!(lang, "difference.only-live", units = self.list(only_live)));
        }
        if only_shadow.is_empty() && only_live.is_empty() && !sorts.is_empty() {
            let sorts: Vec<String> = sorts.iter().map(|sort| sort.text.clone()).collect();
            differs.push(tell!(lang, "difference.in", sorts = self.list(&sorts)));
        }
        self.line(level, differs.join(&tell!(lang, "list.difference")));
    }

    /// `since`: from when the escalations hold.
    pub(crate) fn escalation(
        &mut self,
        frozen: &[FrozenStory],
        notices: &[NoticeStory],
        timers: &[TimerStory],
        since: &str,
    ) {
        if frozen.is_empty() && notices.is_empty() && timers.is_empty() {
            return;
        }
        let lang = self.lang;
        self.heading(&tell!(lang, "escalation.heading"));
        for FrozenStory { plugin, version, settings_version: settings, mode } in frozen {
            let mode = &mode.text;
            self.line(1, tell!(lang, "escalation.frozen", plugin, version, settings, since, mode));
        }
        for notice in notices {
            self.notice(notice);
        }
        for timer in timers {
            if let Some(watch) = &timer.watch {
                let (unit, due, what) = (&watch.unit, self.clock(&timer.due), &watch.expected.text);
                self.line(1, tell!(lang, "timer.watch", unit, due, what));
                continue;
            }
            let whose = match (timer.host, timer.plugin.as_str()) {
                (true, _) => tell!(lang, "timer.of-host"),
                (false, "") => tell!(lang, "timer.of-workflow"),
                (false, plugin) => plugin.to_owned(),
            };
            let (key, due, then) = (timer.key, self.clock(&timer.due), then_every(timer.repeat_s, lang));
            self.line(1, tell!(lang, "timer.line", whose, key, due, then, catch_up = timer.catch_up.text));
        }
    }

    fn notice(&mut self, notice: &NoticeStory) {
        let lang = self.lang;
        let wanted: Vec<&String> = notice.to.iter().map(|to| &to.text).collect();
        // Who that was when it went out: a duty is not who holds it.
        let told = notice.told.iter().map(|told| &told.to.text);
        let others: Vec<&String> = told.filter(|text| !notice.last_resort && !wanted.contains(text)).collect();
        let mut to = self.list(wanted);
        if !others.is_empty() {
            to.push_str(&tell!(lang, "said.in-brackets", what = self.list(others)));
        }
        let (at, level, why) = (self.clock(&notice.at), notice.level, &notice.why.text);
        // What is said beside the levels has none.
        let line = match level {
            0 => tell!(lang, "notice.line-at-once", at, to, why),
            level => tell!(lang, "notice.line", at, level, to, why),
        };
        self.line(1, line);
        if notice.last_resort {
            self.line(2, tell!(lang, "notice.last-resort"));
        }
        let mut held = notice.told.iter().filter(|told| told.held).map(|told| &told.to.text).peekable();
        if held.peek().is_some() {
            self.line(2, tell!(lang, "notice.held", people = self.list(held)));
        }
        if notice.count > 1 {
            self.line(2, tell!(lang, "notice.repeated", count = notice.count, last = self.clock(&notice.last_at)));
        }
        for answer in &notice.answers {
            let (at, by) = (self.clock(&answer.at), self.author(&answer.by));
            self.line(2, tell!(lang, "notice.answer", at, stage = answer.stage.text, by));
        }
        if !notice.unanswered.is_empty() {
            let stages = self.list(notice.unanswered.iter().map(|stage| &stage.text));
            self.line(2, tell!(lang, "notice.unanswered", stages));
        }
        for DeliveryStory { channel, state, attempts, why, .. } in &notice.deliveries {
            let why = why.as_ref().map_or_else(String::new, |why| tell!(lang, "notice.delivery-why", why));
            self.line(2, tell!(lang, "notice.delivery", channel, state = state.text, attempts, why));
        }
    }

    fn procedures(&mut self, procedures: &[String]) {
        if !procedures.is_empty() {
            self.heading(&tell!(self.lang, "incident.procedures"));
            procedures.iter().for_each(|line| self.line(1, line));
        }
    }

    /// Steps and changes in the order of their times.
    fn steps(&mut self, steps: &[StepStory], changes: &[ChangeStory]) {
        let lang = self.lang;
        self.heading(&tell!(lang, "story.steps"));
        // What it was merged into says it all.
        let said = |step: &&StepStory| {
            step.to.code != "merged" || changes.iter().all(|c| c.what.code != "merged-into" || c.at != step.at)
        };
        let by = |by: &str, cause: &Option<CauseStory>| self.signed(by, cause.as_ref());
        let steps = steps.iter().filter(said).map(|s| (&s.at, &s.to.text, by(&s.by, &s.cause), &s.reason));
        let changes = changes.iter().map(|c| (&c.at, &c.what.text, by(&c.by, &c.cause), &c.reason));
        let mut all: Vec<_> = steps.chain(changes).collect();
        all.sort_by_key(|(at, ..)| *at);
        for (at, what, by, why) in all {
            let (at, why) = (self.clock(at), self.why(why.as_ref()));
            self.line(1, tell!(lang, "story.step", at, what, by, why));
        }
    }
}

/// As much of a digest as tells it from others.
pub(crate) fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
