//! Candidates and those who are held back, as the guest's memory holds them. wasmtime's own translation looks the memory up anew for each field, two hundred
//! times for twenty candidates and a sixth of a short call; here each list is written in one piece.
#![allow(unsafe_code)]

use std::mem::MaybeUninit;

use domain::hooks::{Candidate, Excluded, UnitTold};
use wasmtime::Result;
use wasmtime::component::__internal::{CanonicalAbiInfo, InstanceType, InterfaceType, LowerContext};
use wasmtime::component::{ComponentType, Lower};

use super::bindings::exports::wardroom::plugin::dispatch as wire;
use super::{dispatch, given};

/// Something on its way to a guest as a record without texts and lists.
pub(crate) struct Row<'a, T>(pub &'a T);

/// What is written in one piece.
pub(crate) trait Flat: Sync {
    /// The generated record that stands on the wire.
    type Wire: Lower;

    fn wire(&self) -> Self::Wire;

    /// The record's fields in order, each at a multiple of its own size, little-endian; `place` holds zeros.
    fn write(&self, place: &mut [u8]);
}

const CANDIDATE_BYTES: usize = 60;
const HELD_BACK_BYTES: usize = 20;
// The records of `wit/next`, or else `write` below is of others.
const _: () = assert!(<wire::Candidate as ComponentType>::SIZE32 == CANDIDATE_BYTES);
const _: () = assert!(<wire::Candidate as ComponentType>::ALIGN32 == 4);
const _: () = assert!(<wire::HeldBack as ComponentType>::SIZE32 == HELD_BACK_BYTES);
const _: () = assert!(<wire::HeldBack as ComponentType>::ALIGN32 == 4);

fn put<const N: usize>(place: &mut [u8], at: usize, bytes: [u8; N]) {
    place[at..at + N].copy_from_slice(&bytes);
}

/// An optional number: whether it is there, and the number at a multiple of its size.
fn put_optional<const N: usize>(place: &mut [u8], at: usize, bytes: Option<[u8; N]>) {
    if let Some(bytes) = bytes {
        place[at] = 1;
        put(place, at + N, bytes);
    }
}

impl Flat for Candidate {
    type Wire = wire::Candidate;

    fn wire(&self) -> wire::Candidate {
        dispatch::candidate(self)
    }

    fn write(&self, place: &mut [u8]) {
        let Candidate { unit, team, district, nearness, skills, eta_s, straight_line, .. } = self;
        let Candidate { fix_age_s, shift_left_s, workload, grid, told, .. } = self;
        let UnitTold { kind, crew, class, lent_from, reserve, recall_from, fits } = told;
        put(place, 0, unit.0.to_le_bytes());
        put(place, 4, team.0.to_le_bytes());
        put(place, 6, district.0.to_le_bytes());
        put(place, 8, [dispatch::nearness(*nearness) as u8]);
        put(place, 12, skills.low().to_le_bytes());
        put(place, 16, eta_s.to_le_bytes());
        put(place, 20, [u8::from(*straight_line)]);
        put(place, 24, fix_age_s.to_le_bytes());
        put(place, 28, shift_left_s.to_le_bytes());
        put(place, 32, workload.to_le_bytes());
        put(place, 34, kind.0.to_le_bytes());
        put(place, 36, crew.to_le_bytes());
        put_optional(place, 40, grid.map(|grid| grid.0.to_le_bytes()));
        put_optional(place, 48, class.map(|class| class.0.to_le_bytes()));
        put_optional(place, 52, lent_from.map(|district| district.0.to_le_bytes()));
        put(place, 56, [u8::from(*reserve)]);
        put_optional(place, 57, recall_from.map(|priority| [given::priority(priority) as u8]));
        put(place, 59, [*fits]);
    }
}

impl Flat for Excluded {
    type Wire = wire::HeldBack;

    fn wire(&self) -> wire::HeldBack {
        dispatch::held_back(self)
    }

    fn write(&self, place: &mut [u8]) {
        put(place, 0, self.unit.0.to_le_bytes());
        put(place, 4, self.eta_s.to_le_bytes());
        put(place, 8, [dispatch::exclusion(self.why) as u8]);
        put_optional(place, 12, self.why.busy_with().map(|incident| incident.0.to_le_bytes()));
    }
}

// SAFETY: type, layout and check are those of the generated record.
unsafe impl<T: Flat> ComponentType for Row<'_, T> {
    type Lower = <T::Wire as ComponentType>::Lower;
    const ABI: CanonicalAbiInfo = <T::Wire as ComponentType>::ABI;
    const MAY_REQUIRE_REALLOC: bool = <T::Wire as ComponentType>::MAY_REQUIRE_REALLOC;

    fn typecheck(ty: &InterfaceType, types: &InstanceType<'_>) -> Result<()> {
        <T::Wire as ComponentType>::typecheck(ty, types)
    }
}

// SAFETY: what the generated record's own translation would write, to where it would; a test reads every field back in a guest.
// All writing is checked against the bounds of the memory.
unsafe impl<T: Flat> Lower for Row<'_, T> {
    fn linear_lower_to_flat<U>(
        &self,
        cx: &mut LowerContext<'_, U>,
        ty: InterfaceType,
        dst: &mut MaybeUninit<Self::Lower>,
    ) -> Result<()> {
        self.0.wire().linear_lower_to_flat(cx, ty, dst)
    }

    fn linear_lower_to_memory<U>(&self, cx: &mut LowerContext<'_, U>, _: InterfaceType, offset: usize) -> Result<()> {
        write(self.0, &mut cx.as_slice_mut()[offset..][..Self::SIZE32]);
        Ok(())
    }

    fn linear_store_list_to_memory<U>(
        cx: &mut LowerContext<'_, U>,
        _: InterfaceType,
        offset: usize,
        rows: &[Self],
    ) -> Result<()> {
        let block = &mut cx.as_slice_mut()[offset..][..rows.len() * Self::SIZE32];
        for (place, row) in block.chunks_exact_mut(Self::SIZE32).zip(rows) {
            write(row.0, place);
        }
        Ok(())
    }
}

/// The guest's allocator need not hand out zeros.
fn write<T: Flat>(row: &T, place: &mut [u8]) {
    place.fill(0);
    row.write(place);
}
