//! The reasons of an answer, as the guest's memory holds them. wasmtime's own translation looks memory and types up anew for each value of each
//! reason, and a decision has a reason for everybody who stays; here a list is read in one piece, and into the host's own types at once.
#![allow(unsafe_code)]

use domain::hooks::{ProposedPass, Reason, ReasonValue};
use domain::limits::{ANSWER_ITEMS_MAX, REASON_VALUES_MAX};
use wasmtime::component::__internal::{CanonicalAbiInfo, InstanceType, InterfaceType, LiftContext};
use wasmtime::component::{ComponentType, Lift};
use wasmtime::{Result, bail};

use super::answers::{Answer, plain_number, plain_text, within};
use super::bindings::exports::wardroom::plugin::dispatch as wire;
use super::bindings::wardroom::plugin::types::{self, Reference};
use super::nouns;

/// Everybody who is not sent, each with a reason; or what is wrong with the list.
pub(super) struct PassedOver(pub Answer<Vec<ProposedPass>>);

/// The list that stands on the wire.
type Wire = Vec<wire::PassedOver>;

const PASS_BYTES: usize = 16;
const VALUE_BYTES: usize = 16;
// The records of `wit/next`, or else what is read below is of others.
const _: () = assert!(<wire::PassedOver as ComponentType>::SIZE32 == PASS_BYTES);
const _: () = assert!(<wire::PassedOver as ComponentType>::ALIGN32 == 4);
const _: () = assert!(<types::ReasonValue as ComponentType>::SIZE32 == VALUE_BYTES);
const _: () = assert!(<types::ReasonValue as ComponentType>::ALIGN32 == 8);

// SAFETY: type, layout and check are those of the generated list.
unsafe impl ComponentType for PassedOver {
    type Lower = <Wire as ComponentType>::Lower;
    const ABI: CanonicalAbiInfo = <Wire as ComponentType>::ABI;

    fn typecheck(ty: &InterfaceType, types: &InstanceType<'_>) -> Result<()> {
        <Wire as ComponentType>::typecheck(ty, types)
    }
}

// SAFETY: what the generated list's own translation would read, from where it would; a test holds the two together, value by value.
// All reading is checked against the bounds of the memory.
unsafe impl Lift for PassedOver {
    /// An answer with this list in it is too wide to come in registers; the way is there because the trait has it.
    fn linear_lift_from_flat(cx: &mut LiftContext<'_>, _: InterfaceType, src: &Self::Lower) -> Result<Self> {
        let [start, count] = src;
        passed_over(cx, start.get_u32(), count.get_u32())
    }

    fn linear_lift_from_memory(cx: &mut LiftContext<'_>, _: InterfaceType, bytes: &[u8]) -> Result<Self> {
        passed_over(cx, u32_at(bytes, 0), u32_at(bytes, 4))
    }
}

fn passed_over(cx: &mut LiftContext<'_>, start: u32, count: u32) -> Result<PassedOver> {
    if let Err(failure) = within("candidates passed over", count as usize, ANSWER_ITEMS_MAX) {
        return Ok(PassedOver(Err(failure)));
    }
    let block = block::<PASS_BYTES>(cx, start, count, 4)?;
    let mut passed = Vec::with_capacity(count as usize);
    for pass in block.chunks_exact(PASS_BYTES) {
        match reason(cx, u16_at(pass, 4), u32_at(pass, 8), u32_at(pass, 12))? {
            Ok(why) => passed.push(ProposedPass { candidate: u16_at(pass, 0), why }),
            Err(failure) => return Ok(PassedOver(Err(failure))),
        }
    }
    Ok(PassedOver(Ok(passed)))
}

fn reason(cx: &mut LiftContext<'_>, code: u16, start: u32, count: u32) -> Result<Answer<Reason>> {
    if let Err(failure) = within("values in one reason", count as usize, REASON_VALUES_MAX) {
        return Ok(Err(failure));
    }
    let block = block::<VALUE_BYTES>(cx, start, count, 8)?;
    let mut values = Vec::with_capacity(count as usize);
    for bytes in block.chunks_exact(VALUE_BYTES) {
        match value(cx, code, bytes)? {
            Ok(value) => values.push(value),
            Err(failure) => return Ok(Err(failure)),
        }
    }
    Ok(Ok(Reason { code, values }))
}

/// A variant: which case, and at the middle what it holds.
fn value(cx: &mut LiftContext<'_>, code: u16, bytes: &[u8]) -> Result<Answer<ReasonValue>> {
    let number = u32_at(bytes, 8);
    Ok(Ok(match bytes[0] {
        0 => return Ok(plain_number(code, f64::from_bits(u64::from(u32_at(bytes, 12)) << 32 | u64::from(number)))),
        1 => ReasonValue::Duration(number),
        2 => ReasonValue::Distance(number),
        3 => ReasonValue::Time(number),
        4 => ReasonValue::Skills(number),
        5 => {
            let text = <String as Lift>::linear_lift_from_memory(cx, InterfaceType::String, &bytes[8..])?;
            return Ok(plain_text(&text));
        }
        6 => ReasonValue::Reference(nouns::reference(reference(bytes[8], u32_at(bytes, 12))?)),
        other => bail!("a value of a reason has no case {other}"),
    }))
}

/// Narrower numbers stand in the lower bytes.
fn reference(case: u8, number: u32) -> Result<Reference> {
    let (short, byte) = (number as u16, number as u8);
    Ok(match case {
        0 => Reference::Unit(number),
        1 => Reference::Grid(number),
        2 => Reference::Place(number),
        3 => Reference::Kind(short),
        4 => Reference::District(short),
        5 => Reference::Station(short),
        6 => Reference::Person(number),
        7 => Reference::Team(short),
        8 => Reference::Township(short),
        9 => Reference::Village(short),
        10 => Reference::UnitKind(short),
        11 => Reference::Class(short),
        12 => Reference::Slot(short),
        13 => Reference::Skill(byte),
        14 => Reference::Post(short),
        15 => Reference::Qualification(short),
        16 => Reference::Incident(number),
        17 => Reference::Workflow(number),
        other => bail!("a reference has no case {other}"),
    })
}

/// The bytes of a list, which has to lie in the memory and begin where its items may.
fn block<'m, const SIZE: usize>(cx: &mut LiftContext<'m>, start: u32, count: u32, align: u32) -> Result<&'m [u8]> {
    let bytes = count as usize * SIZE;
    cx.consume_fuel(bytes)?;
    if !start.is_multiple_of(align) {
        bail!("a list begins in the middle of an item");
    }
    let end = start as usize + bytes;
    let Some(block) = cx.memory().get(start as usize..end) else { bail!("a list lies outside the memory") };
    Ok(block)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
