//! What goes wrong before there is an answer: loops, memory, traps, floods. The other behaviours pass through untouched.

use std::hint::black_box;

use wardroom_plugin::bindings::county::wardroom::plugin::panic;
use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::{Error, Result, Value, log};

use crate::Behaviour;

const PAGE_BYTES: usize = 64 << 10;

pub fn commit(behaviour: Behaviour) -> Result<()> {
    match behaviour {
        Behaviour::EndlessLoop => loop {
            black_box(());
        },
        Behaviour::OverwriteMemory => {
            let mut memory = vec![0_u8; 4 << 20];
            loop {
                memory.fill(black_box(1));
            }
        }
        Behaviour::DeepRecursion => {
            black_box(descend(black_box(u32::MAX)));
        }
        Behaviour::DeepFrames => {
            black_box(descend_with_frames(black_box([1; 64])));
        }
        Behaviour::GrowMemory => {
            while grow(1).is_some() {}
            die();
        }
        Behaviour::FillMemory => {
            while let Some(page) = grow(1) {
                // SAFETY: the page is this guest's, new, and used for nothing else.
                unsafe { page.write_bytes(0xaa, PAGE_BYTES) };
            }
        }
        Behaviour::HugeAllocation => {
            black_box(vec![1_u8; 1 << 30]);
        }
        Behaviour::Unreachable => die(),
        Behaviour::OutOfBounds => {
            // SAFETY: there is none; that is the point. The sandbox must trap.
            black_box(unsafe { black_box(0x7fff_fff0_usize as *const u8).read_volatile() });
        }
        Behaviour::Panic => panic!("on purpose"),
        Behaviour::LongPanic => panic!("{}", "寿".repeat(10_000)),
        Behaviour::LongError => return Err(Error("宁".repeat(10_000))),
        Behaviour::HugeError => return Err(Error("x".repeat(4 << 20))),
        Behaviour::BrokenString => {
            // SAFETY: the string is not UTF-8, and nothing in this guest looks at it as such; the host must.
            return Err(Error(unsafe { String::from_utf8_unchecked(vec![0xff; 16]) }));
        }
        Behaviour::ViewFlood => loop {
            let _ = black_box(view::code(Reference::Unit(0)));
        },
        Behaviour::LogFlood => loop {
            log!("and on and on");
        },
        Behaviour::PanicFlood => loop {
            panic::say('!');
        },
        Behaviour::RowFlood => {
            while view::rows("key-places", "kind", &Value::Text("bridge".to_owned()), 256).is_ok() {}
        }
        _ => {}
    }
    Ok(())
}

fn grow(pages: usize) -> Option<*mut u8> {
    match core::arch::wasm32::memory_grow::<0>(pages) {
        usize::MAX => None,
        page => Some((page * PAGE_BYTES) as *mut u8),
    }
}

fn die() -> ! {
    core::arch::wasm32::unreachable()
}

/// Four billion levels deep. What is done on the way back keeps a compiler from making a loop of it.
#[inline(never)]
fn descend(levels: u32) -> u32 {
    if levels == 0 { 1 } else { descend(levels - 1).rotate_left(levels) ^ levels }
}

/// Without end, with a block of memory in each level.
#[inline(never)]
#[allow(unconditional_recursion)]
fn descend_with_frames(block: [u64; 64]) -> u64 {
    let below = descend_with_frames(black_box(block.map(|word| word.wrapping_mul(3))));
    black_box(block[7]).wrapping_add(below)
}
