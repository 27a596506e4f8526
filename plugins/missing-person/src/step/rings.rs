//! The rings: grids that a person may have reached by now, nearest first, handed out a few at a time.

use wardroom_plugin::workflow::{Assignee, Effect};
use wardroom_plugin::{GridRef, Reason, TimeS, Urgency, reason};

use super::{LATE, NEWS, Step, WIDEN};
use crate::forms::{GRIDS, SWEEP, VIDEO};
use crate::state::{Age, HandedOut};
use crate::{around, why};

impl Step<'_> {
    /// Begins with the first ring around where the person was last seen. What was searched before that tells nothing any
    /// more; who is searching goes on.
    pub(super) fn search_from_here(&mut self) {
        let search = &mut self.search;
        (search.ring, search.radius_m, search.at_limit) = (0, 0, false);
        search.waiting.clear();
        search.searched.clear();
        let since_s = self.now.saturating_sub(self.search.seen_at);
        self.remark(reason(why::SEEN_ANEW).with(self.search.seen_in).with(since_s));
        self.keep_widening();
        self.widen();
        self.look_at_video();
    }

    pub(super) fn keep_widening(&mut self) {
        if !self.search.at_limit {
            let every_s = self.hurried_s(self.settings.widen_every_s);
            self.start_timer(WIDEN, every_s, Some(every_s));
        }
    }

    /// The next ring.
    pub(super) fn widen(&mut self) {
        let before_m = self.search.radius_m;
        let radius_m = self.reach_m(self.now);
        self.search.ring = self.search.ring.saturating_add(1);
        self.search.radius_m = radius_m;
        let ring = self.search.ring;
        let mut new = around::grids(self.search.seen_in, radius_m, self.settings.grids_max);
        new.retain(|grid| !self.search.has(*grid));
        new.truncate(usize::from(self.settings.grids_max).saturating_sub(self.search.grids()));
        self.remark(match new.len() {
            0 => reason(why::RING_ADDS_NOTHING).with(ring).with(radius_m),
            added => reason(why::RING).with(ring).with(radius_m).with(added as u32),
        });
        self.search.waiting.extend(new);
        self.hand_out();
        self.sweep(before_m);
        self.stop_at_limit();
    }

    /// How far from where the person was last seen the search has to reach by a time.
    fn reach_m(&self, by: TimeS) -> u32 {
        let speeds = &self.settings.speed_m_per_h;
        let speed = match self.search.age {
            Age::Child => speeds.child,
            Age::Adult => speeds.adult,
            Age::Elder => speeds.elder,
            Age::Unknown => speeds.unknown,
        };
        let hours = f64::from(by.saturating_sub(self.search.seen_at)) / 3_600.0;
        let gone_m = f64::from(speed) * hours * self.settings.terrain_factor;
        let reach_m = f64::from(self.settings.radius_min_m) + gone_m.round();
        // A ring never shrinks, whatever is learnt of the person's age.
        (reach_m as u32).min(self.settings.radius_max_m).max(self.search.radius_m)
    }

    /// Gives the nearest of the waiting grids to their assistants, as many as may be searched at one time. What is late does
    /// not count for that, up to as many again.
    pub(super) fn hand_out(&mut self) {
        let at_once = usize::from(self.settings.tasks_at_once);
        let out = self.search.handed_out.len();
        let busy = self.search.handed_out.iter().filter(|out| !out.overdue).count();
        let free = at_once.saturating_sub(busy).min((2 * at_once).saturating_sub(out));
        let next: Vec<GridRef> = self.search.waiting.drain(..free.min(self.search.waiting.len())).collect();
        for grid in next {
            let why = reason(why::DO_SEARCH).with(grid).with(self.search.ring);
            self.give(grid, Assignee::GridAssistant(grid), false, why);
        }
    }

    fn give(&mut self, grid: GridRef, to: Assignee, to_unit: bool, why: Reason) {
        let key = self.search.next_key;
        // After tens of thousands of tasks the first keys are long free again.
        self.search.next_key = key.checked_add(1).unwrap_or(GRIDS);
        self.search.handed_out.push(HandedOut { key, grid, to_unit, overdue: false });
        let within_s = self.hurried_s(self.settings.grid_task_s);
        let assignee = self.in_the_field(to);
        self.task(key, assignee, within_s, why);
    }

    /// An assistant can't search a grid: a free unit does, or else whom the command room finds.
    pub(super) fn give_instead(&mut self, grid: GridRef) {
        let unit = around::team_named(&self.settings.unit_team)
            .and_then(|team| around::free_units(self.instance.district, team).into_iter().next());
        let to = unit.map_or_else(|| Assignee::Role(self.room()), Assignee::Unit);
        self.give(grid, to, true, reason(why::DO_SEARCH_INSTEAD).with(grid));
    }

    /// Free units sweep what the ring adds; those that still sweep the last ring go on into this one.
    fn sweep(&mut self, from_m: u32) {
        let wanted = usize::from(self.settings.units_per_ring);
        let Some(team) = around::team_named(&self.settings.unit_team).filter(|_| wanted > 0) else { return };
        if from_m >= self.search.radius_m {
            return;
        }
        let swept_by = |index: usize| {
            let open = self.instance.tasks.contains(&(SWEEP + index as u16));
            self.search.sweeping.get(index).copied().flatten().filter(|_| open)
        };
        let still: Vec<_> = (0..wanted).map(swept_by).collect();
        let free = around::free_units(self.instance.district, team);
        let mut free = free.into_iter().filter(|unit| !still.contains(&Some(*unit)));
        let units: Vec<_> = still.iter().map(|unit| unit.or_else(|| free.next())).collect();
        if units.iter().all(Option::is_none) {
            self.remark(reason(why::NO_FREE_UNIT));
        }
        let why = reason(why::DO_SWEEP).with(self.search.ring).with(from_m).with(self.search.radius_m);
        let why = why.with(self.search.seen_in);
        for (index, unit) in units.iter().enumerate() {
            if let Some(unit) = unit {
                // The next ring takes its place, if there is one.
                let within_s = self.hurried_s(self.settings.widen_every_s.saturating_mul(2));
                let assignee = self.in_the_field(Assignee::Unit(*unit));
                self.task(SWEEP + index as u16, assignee, within_s, why.clone());
            }
        }
        self.search.sweeping = units;
    }

    /// The widening ends where the settings say, and the command room hears of it.
    fn stop_at_limit(&mut self) {
        let Self { settings, search, .. } = self;
        let why = if search.grids() >= usize::from(settings.grids_max) {
            reason(why::GRIDS_AT_MOST).with(settings.grids_max)
        } else if search.radius_m >= settings.radius_max_m {
            reason(why::RADIUS_AT_MOST).with(settings.radius_max_m)
        } else {
            return;
        };
        self.search.at_limit = true;
        self.remark(why);
        self.stop_widening();
        self.tell_room(NEWS, Urgency::Attention, reason(why::LIMIT_REACHED));
    }

    /// Also if it was started in this step.
    pub(super) fn stop_widening(&mut self) {
        self.effects.retain(|effect| !matches!(effect, Effect::StartTimer(timer) if timer.key == WIDEN));
        self.stop_timer(WIDEN);
    }

    /// The nearest video points, as a checklist. No footage comes here: somebody looks, and says what there was.
    fn look_at_video(&mut self) {
        if self.settings.video_points == 0 {
            return;
        }
        match around::video_points(self.search.seen_in, self.settings.video_points) {
            Some((codes, [nearest_m, last_m])) => {
                let why = reason(why::DO_VIDEO).with(codes.len() as u32).with(nearest_m).with(last_m);
                self.search.video = codes;
                self.room_task(VIDEO, why.with(self.search.seen_in));
            }
            None => {
                // Those around where the search was are none of this one's.
                if self.instance.tasks.contains(&VIDEO) {
                    self.effects.push(Effect::CancelTask(VIDEO));
                }
                self.search.video.clear();
                self.remark(reason(why::NO_VIDEO_POINT));
            }
        }
    }

    /// A grid takes too long: it stays with whoever has it, and the next one is handed out.
    pub(super) fn late(&mut self, key: u16) {
        let Some(out) = self.search.handed_out.iter_mut().find(|out| out.key == key) else { return };
        out.overdue = true;
        let why = reason(why::GRID_LATE).with(out.grid);
        self.tell_room(LATE, Urgency::Attention, why);
        self.hand_out();
    }
}
