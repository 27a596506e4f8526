//! A workflow's and a task's story as text: how it began, step by step what happened and what was done, who did what.

use super::figures::date_and_clock;
use super::filled::numbered;
use super::text::Page;
use super::*;

impl InstanceStory {
    /// One line: which workflow, where, how it stands.
    pub fn headline(&self) -> String {
        let reality = in_brackets(&self.reality, self.lang);
        let text = self.lang.pick("流程{0}{1}：{2}，{3}，{4}", "Workflow {0}{1}: {2}, {3}, {4}");
        numbered(text, &[&self.id, &reality, &self.kind.text, &self.district.text, &self.status.text])
    }

    /// The whole story.
    pub fn text(&self) -> String {
        let mut page = Page::new(self.lang, &self.started_at);
        page.line(0, &self.headline());
        page.began(self);
        page.stands(self);
        page.heading("经过", "Steps");
        if self.steps.is_empty() {
            page.say(1, "尚无步骤", "None yet", &[]);
        }
        for step in &self.steps {
            page.workflow_step(step);
        }
        page.workflow_end(self);
        if !self.tasks.is_empty() {
            page.heading("任务", "Tasks");
        }
        for task in &self.tasks {
            page.task(1, task);
        }
        page.escalation(&self.escalation, &self.notices, &self.timers, ("启动时", "the start"));
        page.text
    }
}

impl TaskStory {
    /// One line: which task, what, for whom, how it stands.
    pub fn headline(&self) -> String {
        let text = self.lang.pick("任务{0}：{1}，{2}，{3}", "Task {0}: {1}, for {2}, {3}");
        numbered(text, &[&self.id, &self.title, &self.assignee.text, &self.status.text])
    }

    /// The whole story.
    pub fn text(&self) -> String {
        let mut page = Page::new(self.lang, &self.created_at);
        page.line(0, &self.headline());
        let at = date_and_clock(&self.created_at);
        page.say(0, "{} 由{}创建", "Made {} by {}", &[&at, page.author(&self.created_by)]);
        if let Some(matter) = &self.matter {
            page.say(0, "属于{}", "Belongs to {}", &[&matter.text]);
        }
        page.task_facts(0, self);
        for decision in &self.decisions {
            page.decision(decision);
        }
        page.escalation(&self.escalation, &self.notices, &self.timers, ("创建时", "its creation"));
        page.text
    }
}

fn in_brackets(reality: &Word, lang: Lang) -> String {
    match reality.code.as_str() {
        "actual" => String::new(),
        _ => lang.pick("（{}）", " ({})").replace("{}", &reality.text),
    }
}

impl Page<'_> {
    fn began(&mut self, s: &InstanceStory) {
        let at = date_and_clock(&s.started_at);
        match (&s.parent, &s.incident) {
            (Some(parent), _) => self.say(0, "{} 由流程{}启动", "Began {}, started by workflow {}", &[&at, parent]),
            (None, Some(incident)) => {
                let by = self.author(&s.started_by);
                self.say(0, "{} 由{}启动，对应警情{}", "Began {} by {}, about incident {}", &[&at, by, incident]);
            }
            (None, None) => self.say(0, "{} 由{}启动", "Began {} by {}", &[&at, self.author(&s.started_by)]),
        }
        if let Some(old) = &s.replaces {
            self.say(0, "接替流程{}", "In the place of workflow {}", &[old]);
        }
        let (pinned, settings) = (&s.plugin, s.plugin.settings_version.to_string());
        let short = pinned.digest.get(..12).unwrap_or(&pinned.digest);
        self.say(
            0,
            "按插件 {} {} 办理（设置第{}版，摘要 {}，{}），事项 {}",
            "On plugin {} {} (settings version {}, digest {}, {}), key {}",
            &[&pinned.name, &pinned.version, &settings, short, &pinned.life.text, &s.key],
        );
        self.field_lines(0, &s.fields);
    }

    fn stands(&mut self, s: &InstanceStory) {
        if let Some(stage) = &s.stage {
            self.say(0, "现状：{}", "Now: {}", &[&stage.text]);
        }
        if !s.waits.is_empty() {
            let waits: Vec<String> = s.waits.iter().map(|form| form.title.clone()).collect();
            let waits = self.list(&waits);
            self.say(0, "等待：{}", "Waits for: {}", &[&waits]);
        }
        for loan in &s.loans {
            let until = self.clock(&loan.until);
            self.say(0, "{}已借给{}，至{}", "{} is lent to {} until {}", &[&loan.unit, &loan.to.text, &until]);
        }
        if !s.children.is_empty() {
            let children = self.list(&s.children);
            self.say(0, "由它启动的流程：{}", "Workflows that it started: {}", &[&children]);
        }
        if let Some(at) = &s.erased_at {
            let at = self.clock(at);
            self.say(0, "{} 个人信息已销毁", "{} the personal data were erased", &[&at]);
        }
    }

    fn workflow_step(&mut self, step: &WorkflowStepStory) {
        let (number, at) = (step.number.to_string(), self.clock(&step.at));
        self.say(1, "{}. {} {}", "{}. {} {}", &[&number, &at, &step.happened.text]);
        self.field_lines(2, &step.fields);
        for effect in &step.effects {
            self.line(2, &effect.text);
        }
        for remark in &step.remarks {
            self.say(2, "说明：{}", "Remark: {}", &[&remark.text]);
        }
        self.say(2, "此后：{}", "Then: {}", &[&step.stage.text]);
    }

    fn workflow_end(&mut self, s: &InstanceStory) {
        if let Some(failure) = &s.failure {
            let (at, attempts) = (self.clock(&failure.at), failure.attempts.to_string());
            let event = failure.event.as_ref().map_or("?", |event| event.text.as_str());
            self.say(
                1,
                "{} 步骤“{}”未成，已试{}次：{}",
                "{} the step for `{}` came to nothing, tried {} times: {}",
                &[&at, event, &attempts, &failure.why.text],
            );
            for refused in &failure.refused {
                let values = [refused.proposal.as_str(), &refused.why.text];
                self.say(2, "主机拒绝“{}”：{}", "the host refused `{}`: {}", &values);
            }
            match &failure.retry_at {
                Some(at) => {
                    let at = self.clock(at);
                    self.say(2, "{} 再试", "to be tried again {}", &[&at]);
                }
                None => self.say(
                    2,
                    "不再自动重试，须由人重试、换版或取消",
                    "a person has to retry, migrate or cancel it",
                    &[],
                ),
            }
        }
        if !s.inbox.is_empty() && s.failure.is_none() {
            let inbox: Vec<String> = s.inbox.iter().map(|event| event.text.clone()).collect();
            let inbox = self.list(&inbox);
            self.say(1, "尚待处理：{}", "Still to be stepped through: {}", &[&inbox]);
        }
        if s.lost > 0 {
            let lost = s.lost.to_string();
            self.say(1, "收件箱已满，丢失{}件", "The inbox was full: {} events were lost", &[&lost]);
        }
        if let Some(word) = &s.word {
            let line = self.hand(word);
            let what = word
                .what
                .as_ref()
                .map_or_else(String::new, |what| format!("{}{}", what.text, self.lang.pick("，", ", ")));
            self.say(1, "最近由人处理：{}{}", "A person's last word: {}{}", &[&what, &line]);
        }
        let Some(at) = &s.ended_at else { return };
        let at = self.clock(at);
        let how = s.ended.as_ref().unwrap_or(&s.status);
        let mut how = how.text.clone();
        if let Some(new) = &s.replaced_by {
            how.push_str(&self.fill("（{}）", " ({})", &[new]));
        }
        self.say(1, "{} 结束：{}", "{} it ended: {}", &[&at, &how]);
    }

    fn task(&mut self, depth: usize, task: &TaskStory) {
        let (at, assignee) = (self.clock(&task.created_at), &task.assignee.text);
        let values = [task.id.as_str(), &at, &task.title, assignee, &task.status.text];
        self.say(depth, "{}：{} “{}”，{}，{}", "{}: {} `{}`, for {}, {}", &values);
        self.task_facts(depth + 1, task);
    }

    fn task_facts(&mut self, depth: usize, task: &TaskStory) {
        if let Some(why) = &task.why {
            self.say(depth, "事由：{}", "Why: {}", &[&why.text]);
        }
        if let Some(due) = &task.due {
            let due = self.clock(due);
            match task.overdue {
                true => self.say(depth, "限{}前，已逾期", "due {}, which it passed", &[&due]),
                false => self.say(depth, "限{}前", "due {}", &[&due]),
            }
        }
        if let Some(accepted) = &task.accepted {
            let hand = self.hand(accepted);
            self.say(depth, "已接：{}", "accepted {}", &[&hand]);
        }
        if let Some(ended) = &task.ended {
            let hand = self.hand(ended);
            let how = task.outcome.as_ref().unwrap_or(&task.status);
            self.say(depth, "{}：{}", "{}: {}", &[&how.text, &hand]);
        }
        self.field_lines(depth + 1, &task.fields);
    }

    /// When, who, and why.
    fn hand(&self, hand: &HandStory) -> String {
        let who = self.author(&hand.act.by);
        let who = match &hand.person {
            Some(person) => self.fill("{}（代{}）", "{} for {}", &[who, person]),
            None => who.to_owned(),
        };
        let at = self.clock(&hand.act.at);
        let mut text = self.fill("{} {}", "{} by {}", &[&at, &who]);
        if let Some(approver) = &hand.approver {
            text.push_str(&self.fill("，批准人：{}", ", approved by {}", &[approver]));
        }
        if let Some(why) = &hand.why {
            text.push_str(&self.fill("，理由：{}", ": {}", &[why]));
        }
        text
    }

    /// What was filled in; personal data only by name.
    fn field_lines(&mut self, depth: usize, fields: &[FieldStory]) {
        for field in fields {
            let value = match &field.value {
                None if field.erased => self.lang.pick("（已销毁）", "(erased)").to_owned(),
                None => self.lang.pick("（已加密）", "(sealed)").to_owned(),
                Some(domain::ports::Value::Flag(true)) => self.lang.pick("是", "yes").to_owned(),
                Some(domain::ports::Value::Flag(false)) => self.lang.pick("否", "no").to_owned(),
                Some(domain::ports::Value::Number(number)) => figures::number(*number),
                Some(domain::ports::Value::Text(text)) => text.clone(),
            };
            self.say(depth, "{}：{}", "{}: {}", &[&field.title, &value]);
        }
    }
}
