//! Candidates as the guest's memory holds them. wasmtime's own translation looks the memory up anew for each field, two hundred
//! times for twenty candidates and a sixth of a short call; here each list is written in one piece.
#![allow(unsafe_code)]

use std::mem::MaybeUninit;

use domain::hooks::Candidate;
use wasmtime::Result;
use wasmtime::component::__internal::{CanonicalAbiInfo, InstanceType, InterfaceType, LowerContext};
use wasmtime::component::{ComponentType, Lower};

use super::bindings::exports::wardroom::plugin::dispatch as wire;
use super::dispatch;

/// A candidate on its way to a guest.
pub(crate) struct Row<'a>(pub &'a Candidate);

type Wire = wire::Candidate;

const ROW_BYTES: usize = 36;
// The record of `wit/next`, or else `bytes` below is of another one.
const _: () = assert!(<Wire as ComponentType>::SIZE32 == ROW_BYTES && <Wire as ComponentType>::ALIGN32 == 4);

impl Row<'_> {
    /// The record's fields in order, each at a multiple of its own size, little-endian.
    fn bytes(&self) -> [u8; ROW_BYTES] {
        let Candidate { unit, team, district, nearness, skills, .. } = self.0;
        let Candidate { eta_s, straight_line, fix_age_s, shift_left_s, workload, .. } = self.0;
        let mut bytes = [0; ROW_BYTES];
        bytes[0..4].copy_from_slice(&unit.0.to_le_bytes());
        bytes[4..6].copy_from_slice(&team.0.to_le_bytes());
        bytes[6..8].copy_from_slice(&district.0.to_le_bytes());
        bytes[8] = dispatch::nearness(*nearness) as u8;
        bytes[12..16].copy_from_slice(&skills.to_le_bytes());
        bytes[16..20].copy_from_slice(&eta_s.to_le_bytes());
        bytes[20] = u8::from(*straight_line);
        bytes[24..28].copy_from_slice(&fix_age_s.to_le_bytes());
        bytes[28..32].copy_from_slice(&shift_left_s.to_le_bytes());
        bytes[32..34].copy_from_slice(&workload.to_le_bytes());
        bytes
    }
}

// SAFETY: type, layout and check are those of the generated record.
unsafe impl ComponentType for Row<'_> {
    type Lower = <Wire as ComponentType>::Lower;
    const ABI: CanonicalAbiInfo = <Wire as ComponentType>::ABI;
    const MAY_REQUIRE_REALLOC: bool = <Wire as ComponentType>::MAY_REQUIRE_REALLOC;

    fn typecheck(ty: &InterfaceType, types: &InstanceType<'_>) -> Result<()> {
        <Wire as ComponentType>::typecheck(ty, types)
    }
}

// SAFETY: what the generated record's own translation would write, to where it would; a test reads every field back in a guest.
// All writing is checked against the bounds of the memory.
unsafe impl Lower for Row<'_> {
    fn linear_lower_to_flat<T>(
        &self,
        cx: &mut LowerContext<'_, T>,
        ty: InterfaceType,
        dst: &mut MaybeUninit<Self::Lower>,
    ) -> Result<()> {
        dispatch::candidate(self.0).linear_lower_to_flat(cx, ty, dst)
    }

    fn linear_lower_to_memory<T>(&self, cx: &mut LowerContext<'_, T>, _: InterfaceType, offset: usize) -> Result<()> {
        *cx.get(offset) = self.bytes();
        Ok(())
    }

    fn linear_store_list_to_memory<T>(
        cx: &mut LowerContext<'_, T>,
        _: InterfaceType,
        offset: usize,
        rows: &[Self],
    ) -> Result<()> {
        let block = &mut cx.as_slice_mut()[offset..][..rows.len() * ROW_BYTES];
        for (place, row) in block.chunks_exact_mut(ROW_BYTES).zip(rows) {
            place.copy_from_slice(&row.bytes());
        }
        Ok(())
    }
}
