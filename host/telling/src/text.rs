//! An explanation as text for a dispatcher: who was sent and why, who was not, what held it up, how it went on.

use super::figures::{clock, date_and_clock, duration, milliseconds, number};
use super::filled::filled;
use super::*;

impl Explanation {
    /// The whole story, some dozens of lines.
    pub fn text(&self) -> String {
        let mut page = Page::new(self.lang, &self.reported_at);
        page.opening(self);
        page.units(self);
        for decision in &self.decisions {
            page.decision(decision);
        }
        page.escalation(&self.escalation, &self.notices, &self.timers, ("受理时", "acceptance"));
        page.procedures(&self.procedures);
        page.steps(&self.steps, &self.changes);
        page.text
    }

    /// One line: which incident, what, where, how it stands.
    pub fn headline(&self) -> String {
        let reality = match self.reality.code.as_str() {
            "actual" => String::new(),
            _ => self.lang.pick("（{}）", " ({})").replace("{}", &self.reality.text),
        };
        let text = self.lang.pick(
            "警情{id}{reality}：{kind}，{priority}，{district}，{phase}",
            "Incident {id}{reality}: {kind}, {priority}, {district}, {phase}",
        );
        let named = [
            ("{id}", &self.id),
            ("{reality}", &reality),
            ("{kind}", &self.kind.text),
            ("{priority}", &self.priority.text),
            ("{district}", &self.district.text),
            ("{phase}", &self.phase.text),
        ];
        named.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

/// The text so far. A day on which it begins needs no date.
pub(super) struct Page<'a> {
    pub(super) lang: Lang,
    day: &'a str,
    pub(super) text: String,
}

impl<'a> Page<'a> {
    pub(super) const fn new(lang: Lang, day: &'a str) -> Page<'a> {
        Page { lang, day, text: String::new() }
    }
}

impl Page<'_> {
    pub(super) fn heading(&mut self, zh: &str, en: &str) {
        self.text.push('\n');
        let heading = self.lang.pick(zh, en).to_owned();
        self.line(0, &heading);
    }

    pub(super) fn line(&mut self, depth: usize, line: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A line from a template in two languages.
    pub(super) fn say(&mut self, depth: usize, zh: &str, en: &str, values: &[&str]) {
        let line = self.fill(zh, en, values);
        self.line(depth, &line);
    }

    /// Fills `{}` in order.
    pub(super) fn fill(&self, zh: &str, en: &str, values: &[&str]) -> String {
        filled(self.lang.pick(zh, en), values)
    }

    fn seconds(&self, seconds: u32) -> String {
        duration(u64::from(seconds), self.lang)
    }

    pub(super) fn clock(&self, iso: &str) -> String {
        clock(iso, self.day)
    }

    /// Who did it; the host signs as `system`.
    pub(super) fn author<'b>(&self, by: &'b str) -> &'b str {
        match (by, self.lang) {
            ("system", Lang::Zh) => "系统",
            ("system", Lang::En) => "the host",
            _ => by,
        }
    }

    pub(super) fn list(&self, items: &[String]) -> String {
        items.join(self.lang.comma())
    }

    fn opening(&mut self, e: &Explanation) {
        self.line(0, &e.headline());
        self.say(0, "报警时间{}，来源{}", "Reported {} by {}", &[&date_and_clock(&e.reported_at), &e.source]);
        match e.nearest_grid_m {
            None => self.say(0, "网格{}", "Grid {}", &[&e.grid.text]),
            Some(metres) => {
                let away = figures::distance(f64::from(metres), self.lang);
                self.say(
                    0,
                    "不在任何网格内，最近的网格是{}，相距{}",
                    "In no grid; the nearest is {}, {} away",
                    &[&e.grid.text, &away],
                );
            }
        }
        match &e.acknowledged {
            Some(act) => {
                let at = self.clock(&act.at);
                self.say(0, "{} 由{}确认", "Acknowledged {} by {}", &[&at, self.author(&act.by)]);
            }
            None => self.say(0, "尚无人确认", "Nobody has acknowledged it", &[]),
        }
        if let Some(into) = &e.merged_into {
            self.say(0, "并入警情{}", "Merged into incident {}", &[into]);
        }
        if !e.duplicates.is_empty() {
            let ids = self.list(&e.duplicates);
            self.say(0, "已并入本警情的重复警情：{}", "Duplicates merged into it: {}", &[&ids]);
        }
    }

    fn units(&mut self, e: &Explanation) {
        self.heading("派出的单元", "Who was sent");
        if e.units.is_empty() {
            return self.say(1, "没有派出单元", "Nobody", &[]);
        }
        for unit in &e.units {
            let chosen = self.chosen(unit, &e.decisions);
            let who = self.fill("{}（{}，{}）", "{} ({}, {})", &[&unit.unit, &unit.team.text, &unit.station.text]);
            let sent = self.clock(&unit.sent_at);
            self.say(1, "{}：{} 派出，{}", "{}: sent {}, {}", &[&who, &sent, &chosen]);
            let progress = self.progress(unit);
            self.line(2, &progress);
        }
        let sent = e.sent_after_s.map(|s| self.seconds(s)).unwrap_or_default();
        match e.on_scene_after_s {
            Some(there) => {
                let there = self.seconds(there);
                self.say(1, "报警后{}派出，{}到场", "Sent {} and on scene {} after the report", &[&sent, &there]);
            }
            None => {
                self.say(1, "报警后{}派出，尚未到场", "Sent {} after the report; nobody has been on scene", &[&sent])
            }
        }
    }

    /// Whose choice a unit was.
    fn chosen(&self, unit: &UnitStory, decisions: &[DecisionStory]) -> String {
        let Some(number) = unit.decision else {
            return self.fill("由{}指派", "chosen by {}", &[self.author(&unit.by)]);
        };
        let decision = decisions.iter().find(|decision| decision.number == number);
        let told = number.to_string();
        match decision {
            Some(decision) if decision.digest.is_some() => {
                self.fill("依据{}的决定{}", "by {}'s decision {}", &[&decision.plugin, &told])
            }
            Some(_) => self.fill("依据内置规则的决定{}", "by decision {} of the built-in rule", &[&told]),
            None => self.fill("依据决定{}", "by decision {}", &[&told]),
        }
    }

    fn progress(&self, unit: &UnitStory) -> String {
        let mut parts = vec![self.fill("预计{}到达", "expected in {}", &[&self.seconds(unit.eta_s)])];
        if unit.straight_line {
            parts.push(self.lang.pick("无道路，按直线步行", "no road: straight line on foot").to_owned());
        }
        if let Some(at) = &unit.en_route_at {
            parts.push(self.fill("{} 出发", "left {}", &[&self.clock(at)]));
        }
        if let (Some(at), Some(took)) = (&unit.on_scene_at, unit.took_s) {
            parts.push(self.fill(
                "{} 到场，实际用时{}",
                "on scene {} after {}",
                &[&self.clock(at), &self.seconds(took)],
            ));
        }
        if let Some(at) = &unit.released_at {
            parts.push(self.fill("{} 撤离", "released {}", &[&self.clock(at)]));
        }
        parts.join(self.lang.pick("，", ", "))
    }

    fn away(&self, eta_s: u32, straight_line: bool) -> String {
        let eta = self.seconds(eta_s);
        let by_road = self.fill("{}", "{} away", &[&eta]);
        by_road
            + if straight_line {
                self.lang.pick("，无道路，按直线步行", ", no road: straight line on foot")
            } else {
                ""
            }
    }

    pub(super) fn decision(&mut self, d: &DecisionStory) {
        let (nth, at) = (d.number.to_string(), self.clock(&d.at));
        self.text.push('\n');
        self.say(0, "决定{}（{}），{}：{}", "Decision {} ({}), {}: {}", &[&nth, &d.hook.text, &at, &d.trigger.text]);
        self.decided_by(d);
        self.asked_before(d);
        if !d.needs.is_empty() {
            let needs: Vec<String> = d.needs.iter().map(|need| need.text.clone()).collect();
            let needs = self.list(&needs);
            self.say(1, "当时所缺：{}", "Needed: {}", &[&needs]);
        }
        self.nearby(d);
        self.candidates(d);
        // Beside the live rule, or before a person has said yes, nothing of it counts.
        let counts = d.mode.code == "auto";
        for proposal in &d.proposals {
            match counts {
                true => self.say(1, "采纳：{}", "Accepted: {}", &[&proposal.text]),
                false => self.say(1, "建议：{}", "Proposed: {}", &[&proposal.text]),
            }
        }
        for remark in &d.remarks {
            self.say(1, "说明：{}", "Remark: {}", &[&remark.text]);
        }
        self.refused(1, &d.refused);
        self.outcome(d);
    }

    fn decided_by(&mut self, d: &DecisionStory) {
        let measured = self.fill(
            "用时{}，运算量{}",
            "in {} with {} fuel",
            &[&milliseconds(d.time_us, self.lang), &number(d.fuel_used as f64)],
        );
        match &d.digest {
            None => self.say(1, "由内置规则 {} 作出，{}", "By the built-in rule {}, {}", &[&d.version, &measured]),
            Some(digest) => {
                let settings = d.settings_version.to_string();
                let short = digest.get(..12).unwrap_or(digest);
                self.say(
                    1,
                    "由插件 {} {} 作出（设置第{}版，摘要 {}），方式：{}，{}",
                    "By plugin {} {} (settings version {}, digest {}), mode {}, {}",
                    &[&d.plugin, &d.version, &settings, short, &d.mode.text, &measured],
                );
            }
        }
        let (state, roster) = (d.state_version.to_string(), d.roster_version.to_string());
        self.say(1, "依据状态第{}版、勤务表第{}版", "On state version {}, roster version {}", &[&state, &roster]);
        if d.fallback {
            self.say(
                1,
                "插件没有给出可用的答复，由内置规则接手",
                "No plugin gave a usable answer, so the built-in rule stood in",
                &[],
            );
        }
    }

    fn asked_before(&mut self, d: &DecisionStory) {
        for asked in &d.asked_before {
            let values = [asked.plugin.as_str(), &asked.version, &asked.outcome.text];
            self.say(1, "先问过插件 {} {}：{}", "Asked before: plugin {} {}: {}", &values);
            self.refused(2, &asked.refused);
        }
    }

    fn nearby(&mut self, d: &DecisionStory) {
        if !d.nearby.is_empty() {
            self.say(1, "邻近的未结警情", "Open incidents nearby", &[]);
        }
        for near in &d.nearby {
            let mut facts = vec![
                self.fill("相距{}", "{} away", &[&figures::distance(f64::from(near.distance_m), self.lang)]),
                self.fill("{}前报警", "reported {} before", &[&self.seconds(near.age_s)]),
            ];
            if near.same_grid {
                facts.push(self.lang.pick("同一网格", "in the same grid").to_owned());
            }
            if let Some(percent) = near.alike {
                facts.push(self.fill("报警内容相似度{}%", "words {} % alike", &[&percent.to_string()]));
            }
            let facts = facts.join(self.lang.pick("，", ", "));
            let values = [near.incident.as_str(), &near.kind.text, &near.phase.text, &facts];
            self.say(2, "{}（{}，{}）：{}", "{} ({}, {}): {}", &values);
        }
    }

    fn candidates(&mut self, d: &DecisionStory) {
        let (zh, en) = match d.mode.code.as_str() {
            "advise" => ("建议派 {}（{}）：{}", "Recommends {} ({}): {}"),
            "shadow" => ("会派 {}（{}）：{}", "Would send {} ({}): {}"),
            _ => ("派 {}（{}）：{}", "Sends {} ({}): {}"),
        };
        for pick in &d.picks {
            let away = self.away(pick.eta_s, pick.straight_line);
            self.say(1, zh, en, &[&pick.unit, &away, &pick.why.text]);
        }
        for shortfall in &d.shortfalls {
            self.say(1, "未能满足：{}", "Could not be had: {}", &[&shortfall.text]);
        }
        if !d.passed_over.is_empty() {
            self.say(1, "未选的候选单元", "Passed over", &[]);
        }
        let none = self.lang.pick("插件未说明理由", "the plugin gave no reason");
        let passed = d.passed_over.iter();
        self.alike(passed.map(|p| (p.unit.as_str(), p.eta_s, p.why.as_ref().map_or(none, |why| why.text.as_str()))));
        if !d.excluded.is_empty() {
            self.say(1, "主机未列为候选的单元", "Kept out by the host", &[]);
        }
        self.alike(d.excluded.iter().map(|kept| (kept.unit.as_str(), kept.eta_s, kept.why.text.as_str())));
    }

    /// A line for each stretch of units that are as far away and have the same reason.
    fn alike<'b>(&mut self, units: impl Iterator<Item = (&'b str, u32, &'b str)>) {
        let units: Vec<_> = units.collect();
        for group in units.chunk_by(|a, b| (a.1, a.2) == (b.1, b.2)) {
            let Some((_, eta_s, why)) = group.first() else { continue };
            let names: Vec<&str> = group.iter().map(|(unit, ..)| *unit).collect();
            let (names, eta) = (names.join(self.lang.comma()), self.seconds(*eta_s));
            self.say(2, "{}（{}）：{}", "{} ({} away): {}", &[&names, &eta, why]);
        }
    }

    fn refused(&mut self, depth: usize, refused: &[RefusedStory]) {
        for refused in refused {
            let values = [refused.proposal.as_str(), &refused.why.text];
            self.say(depth, "裁决驳回“{}”：{}", "The arbiter refused `{}`: {}", &values);
        }
    }

    /// What became of it: a person's word, or the comparison of a shadow.
    fn outcome(&mut self, d: &DecisionStory) {
        if d.pending {
            self.say(1, "建议待人确认", "The recommendation waits for a person", &[]);
        }
        if let Some(settled) = &d.settlement {
            let at = self.clock(&settled.at);
            let mut text = self.fill("{} {}：{}", "{} {} {}", &[&at, self.author(&settled.by), &settled.outcome.text]);
            if !settled.units.is_empty() {
                text.push_str(&self.fill("，改派{}", " and sent {}", &[&self.list(&settled.units)]));
            }
            if !settled.choice.is_empty() {
                text.push_str(&self.fill("（{}）", " ({})", &[&self.list(&settled.choice)]));
            }
            if let Some(reason) = &settled.reason {
                text.push_str(&self.fill("，理由：{}", ": {}", &[reason]));
            }
            self.line(1, &text);
        }
        let Some(difference) = &d.difference else { return };
        let live = difference.live.to_string();
        if difference.same {
            return self.say(1, "影子运行，与决定{}一致", "A shadow run: the same as decision {}", &[&live]);
        }
        let mut differs = vec![self.fill("影子运行，与决定{}不同", "A shadow run, other than decision {}", &[&live])];
        for (units, zh, en) in [
            (&difference.only_shadow, "会另派{}", "it would have sent {}"),
            (&difference.only_live, "不会派{}", "it would not have sent {}"),
        ] {
            if !units.is_empty() {
                differs.push(self.fill(zh, en, &[&self.list(units)]));
            }
        }
        let text = differs.join(self.lang.pick("；", "; "));
        self.line(1, &text);
    }

    /// `since`: from when the escalations hold, in both languages.
    pub(super) fn escalation(
        &mut self,
        frozen: &[FrozenStory],
        notices: &[NoticeStory],
        timers: &[TimerStory],
        since: (&str, &str),
    ) {
        if frozen.is_empty() && notices.is_empty() && timers.is_empty() {
            return;
        }
        self.heading("升级与通知", "Escalation");
        let since = self.lang.pick(since.0, since.1).to_owned();
        for frozen in frozen {
            let settings = frozen.settings_version.to_string();
            let (plugin, version, mode) = (&frozen.plugin, &frozen.version, &frozen.mode.text);
            let line = self.lang.pick(
                "{4}起适用插件 {0} {1}（设置第{2}版），方式：{3}",
                "Plugin {0} {1} (settings version {2}) holds since {4}, mode {3}",
            );
            let line = line.replace("{0}", plugin).replace("{1}", version).replace("{2}", &settings);
            let line = line.replace("{3}", mode).replace("{4}", &since);
            self.line(1, &line);
        }
        for notice in notices {
            self.notice(notice);
        }
        for timer in timers {
            let (key, due) = (timer.key.to_string(), self.clock(&timer.due));
            let then = match timer.repeat_s {
                Some(repeat_s) => {
                    let every = duration(u64::from(repeat_s), self.lang);
                    self.fill("，此后每{}一次", ", then every {}", &[&every])
                }
                None => String::new(),
            };
            let whose = match (timer.host, timer.plugin.as_str()) {
                (true, _) => self.lang.pick("主机", "the host").to_owned(),
                (false, "") => self.lang.pick("流程", "the workflow").to_owned(),
                (false, plugin) => plugin.to_owned(),
            };
            self.say(
                1,
                "{} 的{}号定时将于 {} 到点{}，{}",
                "{}: timer {} is due {}{} and {}",
                &[&whose, &key, &due, &then, &timer.catch_up.text],
            );
        }
    }

    fn notice(&mut self, notice: &NoticeStory) {
        let to: Vec<String> = notice.to.iter().map(|to| to.text.clone()).collect();
        let (at, level) = (self.clock(&notice.at), notice.level.to_string());
        // Who that was when it went out: a duty is not who holds it.
        let others = notice.told.iter().map(|told| &told.to.text).filter(|text| !to.contains(text)).cloned();
        let others: Vec<String> = others.filter(|_| !notice.last_resort).collect();
        let mut to = self.list(&to);
        if !others.is_empty() {
            to.push_str(&self.fill("（{}）", " ({})", &[&self.list(&others)]));
        }
        self.say(1, "{} 第{}级，通知{}：{}", "{} level {}, told {}: {}", &[&at, &level, &to, &notice.why.text]);
        if notice.last_resort {
            self.say(
                2,
                "无人可通知，由指挥室处理",
                "nobody of these could be reached, so the command room was told",
                &[],
            );
        }
        let held: Vec<String> = notice.told.iter().filter(|told| told.held).map(|told| told.to.text.clone()).collect();
        if !held.is_empty() {
            let held = self.list(&held);
            self.say(2, "本小时通知已满，只列出未提醒：{}", "listed only, past the budget of the hour: {}", &[&held]);
        }
        if notice.count > 1 {
            let (count, last) = (notice.count.to_string(), self.clock(&notice.last_at));
            self.say(2, "同一通知共{}次，最后于 {}", "{} times the same, last {}", &[&count, &last]);
        }
        for answer in &notice.answers {
            let at = self.clock(&answer.at);
            self.say(2, "{} {}（{}）", "{} {} by {}", &[&at, &answer.stage.text, self.author(&answer.by)]);
        }
        if !notice.unanswered.is_empty() {
            let stages: Vec<String> = notice.unanswered.iter().map(|stage| stage.text.clone()).collect();
            let stages = self.list(&stages);
            self.say(2, "逾时无人答复：{}", "not in time: {}", &[&stages]);
        }
        for delivery in &notice.deliveries {
            let why = delivery.why.as_ref().map(|why| self.fill("：{}", ": {}", &[why])).unwrap_or_default();
            let attempts = delivery.attempts.to_string();
            let (channel, state) = (&delivery.channel, &delivery.state.text);
            self.say(2, "{} {}，共{}次{}", "{}: {}, {} attempts{}", &[channel, state, &attempts, &why]);
        }
    }

    fn procedures(&mut self, procedures: &[String]) {
        if !procedures.is_empty() {
            self.heading("流程与任务", "Workflows and tasks");
            procedures.iter().for_each(|line| self.say(1, "{}", "{}", &[line]));
        }
    }

    /// Steps and changes in the order of their times.
    fn steps(&mut self, steps: &[StepStory], changes: &[ChangeStory]) {
        self.heading("经过", "Steps");
        // What it was merged into says it all.
        let said = |step: &&StepStory| {
            step.to.code != "merged" || changes.iter().all(|c| c.what.code != "merged-into" || c.at != step.at)
        };
        let steps = steps.iter().filter(said).map(|step| (&step.at, &step.to.text, &step.by, &step.why));
        let changes = changes.iter().map(|change| (&change.at, &change.what.text, &change.by, &change.why));
        let mut all: Vec<_> = steps.chain(changes).collect();
        all.sort_by_key(|(at, ..)| *at);
        for (at, what, by, why) in all {
            let at = self.clock(at);
            let why = why.as_ref().map(|why| self.fill("，理由：{}", ": {}", &[why])).unwrap_or_default();
            self.say(1, "{} {}（{}）{}", "{} {} by {}{}", &[&at, what, self.author(by), &why]);
        }
    }
}
