//! Vacancies under watch: each from when its shift is near until it is filled or over.

use std::sync::Arc;

use crate::escalated::{Escalated, Watched, watch_timer};
use crate::event::RosterEvent;
use crate::fold::Context;
use crate::hooks::{CatchUp, Stage};
use crate::ids::*;
use crate::limits::*;
use crate::matter::Matter;
use crate::roster::vacancy::Vacancy;
use crate::state::State;
use crate::time::TimeMs;
use crate::timer::{Timer, TimerId};

impl State {
    pub(crate) fn apply_roster(&mut self, event: &RosterEvent, cx: &Context<'_>) {
        let sure = self.time.sure(cx.at);
        let gone = self.roster.apply(event, cx.at, sure, cx.author);
        gone.into_iter().for_each(|gone| self.pass_on(gone));
        if let RosterEvent::VacanciesChanged { opened, closed, .. } = event {
            self.watch_vacancies(opened, closed, cx);
        }
    }

    /// Each is watched from when its shift is near; one that is filled or over is no concern any more.
    fn watch_vacancies(&mut self, opened: &[Vacancy], closed: &[VacancyRef], cx: &Context<'_>) {
        for which in closed {
            self.watched.remove(which);
            self.stop_timers((*which).into());
            self.stop_time_outs((*which).into(), Stage::Arrived);
            // Whoever was told of it may look it up, and what a channel has not taken yet still goes out.
            if self.notices.of(*which).next().is_some() {
                self.filled.push_back(*which);
            } else {
                self.forget((*which).into());
            }
        }
        while self.filled.len() > VACANCIES_FILLED_KEPT_MAX {
            if let Some(oldest) = self.filled.pop_front() {
                self.forget(oldest.into());
            }
        }
        for vacancy in opened {
            let near = TimeMs(vacancy.from.0.saturating_sub(i64::from(VACANCY_WATCHED_S) * 1000));
            let (due, catch_up, repeat_s) = (near.max(cx.at), CatchUp::Once, None);
            let timer = Timer { generation: 1, due, catch_up, repeat_s, version: cx.version };
            self.timers.start(watch_timer(vacancy.vacancy), timer);
        }
    }

    /// A vacancy is near from now on.
    pub(crate) fn fire_for_vacancy(&mut self, timer: TimerId, cx: &Context<'_>) {
        let Some(Matter::Vacancy(which)) = timer.matter() else { return };
        if timer == watch_timer(which) {
            let watched = Watched { since: cx.at, escalated: Escalated::default(), version: cx.version };
            self.watched.insert(which, Arc::new(watched));
        }
    }
}
