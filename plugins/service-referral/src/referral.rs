//! A referral to another department: it confirms in time with a receipt, or the worker has it back.

use wardroom_plugin::Reason;
use wardroom_plugin::workflow::{Field, Result, refuse, text};

use crate::forms::{self, CONFIRM};
use crate::request::{End, Stage};
use crate::steps::{self, TAKE_BACK};
use crate::{Desk, why};

const DAY_S: u32 = 86_400;

pub fn refer(desk: &mut Desk, department: &str) -> Result<()> {
    if desk.state.through.iter().any(|through| through == department) {
        return refuse(why::returned_before());
    }
    desk.state.referrals = desk.state.referrals.saturating_add(1);
    desk.remark(why::referred(desk.state.referrals));
    let within_s = steps::working_days(desk, desk.settings.confirm_days);
    let to = desk.role(&desk.settings.desk_slot);
    desk.task(CONFIRM, to, within_s, forms::question(department));
    desk.state.stage = Stage::Referring { department: department.to_owned() };
    Ok(())
}

pub fn confirmed(desk: &mut Desk, fields: &[Field]) -> Result<()> {
    let Some(receipt) = text(fields, "receipt") else { return refuse(why::say_receipt()) };
    desk.remark(why::confirmed(receipt));
    desk.stop_timer(TAKE_BACK);
    steps::wait(desk, End::Referred);
    Ok(())
}

/// The leader hears, and there is some more time before it is taken back.
pub fn late(desk: &mut Desk) {
    steps::tell_leader(desk, why::confirm_late(desk.settings.confirm_days));
    let more_s = steps::working_days(desk, desk.settings.confirm_again_days);
    desk.timer(TAKE_BACK, more_s);
}

/// The worker has it back, and this department is not asked again.
pub fn back(desk: &mut Desk, why: Reason) {
    let Stage::Referring { department } = desk.state.stage.clone() else { return };
    desk.remark(why);
    desk.state.through.push(department);
    desk.stop_timer(TAKE_BACK);
    desk.cancel_task(CONFIRM);
    steps::visit(desk, desk.settings.follow_days * DAY_S, why::do_take_back());
}
