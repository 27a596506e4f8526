//! The guest's allocator: a bump arena. An instance lives for one call, so nothing is worth handing back; what counts is
//! that no allocation searches, and that memory does not grow, since `memory.grow` takes a lock of the whole host process.
//! Where the arena's bytes come from on wasm is at the end of the file.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::ptr::{null_mut, with_exposed_provenance_mut};

/// Bytes in the arena that every plugin starts with: room for the largest input and answer that the host takes, several
/// times over. What needs more grows the memory.
#[cfg(target_arch = "wasm32")]
const ARENA_BYTES: usize = 256 << 10;

/// Where an arena gets the next stretch of memory from.
trait Source {
    /// Start and end of at least `bytes` of memory that nobody else uses, or `None`. It may begin where the last one ended.
    fn more(&self, bytes: usize) -> Option<(usize, usize)>;
}

/// Hands out one stretch after the other, upwards. The last allocation can be given back or grow in place, which is what a
/// `Vec` that is being filled needs.
struct Bump<S> {
    source: S,
    /// INVARIANT: `next..end` is memory that this arena owns and has not handed out.
    next: Cell<usize>,
    end: Cell<usize>,
}

impl<S: Source> Bump<S> {
    const fn new(source: S) -> Bump<S> {
        Bump { source, next: Cell::new(0), end: Cell::new(0) }
    }

    /// Takes `size` bytes from what is left. `align` is a power of two.
    #[inline]
    fn take(&self, size: usize, align: usize) -> Option<usize> {
        let start = self.next.get().wrapping_add(align - 1) & !(align - 1);
        let left = self.end.get().checked_sub(start)?;
        if size > left {
            return None;
        }
        self.next.set(start + size);
        Some(start)
    }

    #[cold]
    fn take_from_source(&self, size: usize, align: usize) -> Option<usize> {
        let (start, end) = self.source.more(size.checked_add(align)?)?;
        if start != self.end.get() {
            self.next.set(start);
        }
        self.end.set(end);
        self.take(size, align)
    }
}

// SAFETY: `take` never hands out a byte twice, because `next` only passes what it hands out; a block is only given back or
// resized in place if it is the last one.
#[allow(unsafe_code)]
unsafe impl<S: Source> GlobalAlloc for Bump<S> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        match self.take(size, align) {
            Some(start) => with_exposed_provenance_mut(start),
            None => self.take_from_source(size, align).map_or(null_mut(), with_exposed_provenance_mut),
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if block.addr() + layout.size() == self.next.get() {
            self.next.set(block.addr());
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let last = block.addr() + layout.size() == self.next.get();
        if last && new_size <= self.end.get() - block.addr() {
            self.next.set(block.addr() + new_size);
            return block;
        }
        if new_size <= layout.size() {
            return block;
        }
        // SAFETY: the caller vouches for `new_size` and the alignment, and both blocks hold the old block's bytes.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size());
            }
            moved
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod guest {
    //! Memory from the module itself: first a block that is part of it from the start, then `memory.grow`.

    use super::*;

    const PAGE_BYTES: usize = 64 << 10;

    struct Module {
        started: Cell<bool>,
    }

    #[repr(align(16))]
    struct Block(core::cell::UnsafeCell<[u8; ARENA_BYTES]>);

    // SAFETY: a guest has one thread.
    #[allow(unsafe_code)]
    unsafe impl Sync for Block {}
    // SAFETY: as above.
    #[allow(unsafe_code)]
    unsafe impl Sync for Bump<Module> {}

    static BLOCK: Block = Block(core::cell::UnsafeCell::new([0; ARENA_BYTES]));

    #[global_allocator]
    static ARENA: Bump<Module> = Bump::new(Module { started: Cell::new(false) });

    impl Source for Module {
        fn more(&self, bytes: usize) -> Option<(usize, usize)> {
            if bytes <= ARENA_BYTES && !self.started.replace(true) {
                let start = BLOCK.0.get().expose_provenance();
                return Some((start, start + ARENA_BYTES));
            }
            let pages = bytes.max(ARENA_BYTES).div_ceil(PAGE_BYTES);
            match core::arch::wasm32::memory_grow::<0>(pages) {
                usize::MAX => {
                    crate::panic::out_of_memory(bytes);
                    None
                }
                start => Some((start * PAGE_BYTES, (start + pages) * PAGE_BYTES)),
            }
        }
    }
}

#[cfg(test)]
#[allow(unsafe_code)]
mod tests {
    use super::*;

    /// Stretches of a size, at most so many; each begins where the last one ended.
    struct Stretches {
        bytes: usize,
        left: Cell<usize>,
        at: Cell<usize>,
    }

    impl Source for Stretches {
        fn more(&self, bytes: usize) -> Option<(usize, usize)> {
            if bytes > self.bytes || self.left.get() == 0 {
                return None;
            }
            self.left.set(self.left.get() - 1);
            let start = self.at.replace(self.at.get() + self.bytes);
            Some((start, start + self.bytes))
        }
    }

    /// An arena over a leaked buffer of `count` stretches.
    fn arena(bytes: usize, count: usize) -> Bump<Stretches> {
        let memory = vec![0u64; bytes * count / 8].leak();
        let at = Cell::new(memory.as_mut_ptr().expose_provenance());
        Bump::new(Stretches { bytes, left: Cell::new(count), at })
    }

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).unwrap()
    }

    #[test]
    fn blocks_are_aligned_and_apart() {
        let arena = arena(1024, 1);
        let byte = unsafe { arena.alloc(layout(1, 1)) };
        let word = unsafe { arena.alloc(layout(8, 8)) };
        assert_eq!(word.addr() % 8, 0);
        assert!(word.addr() > byte.addr());
    }

    #[test]
    fn the_last_block_grows_in_place_and_is_given_back() {
        let arena = arena(1024, 1);
        let first = unsafe { arena.alloc(layout(16, 8)) };
        assert_eq!(unsafe { arena.realloc(first, layout(16, 8), 64) }, first);
        unsafe { arena.dealloc(first, layout(64, 8)) };
        assert_eq!(unsafe { arena.alloc(layout(64, 8)) }, first);
    }

    #[test]
    fn a_block_in_the_middle_moves_with_its_bytes() {
        let arena = arena(1024, 1);
        let first = unsafe { arena.alloc(layout(4, 4)) };
        unsafe { first.copy_from_nonoverlapping([1, 2, 3, 4].as_ptr(), 4) };
        let second = unsafe { arena.alloc(layout(4, 4)) };
        let moved = unsafe { arena.realloc(first, layout(4, 4), 8) };
        assert!(moved.addr() > second.addr());
        assert_eq!(unsafe { core::slice::from_raw_parts(moved, 4) }, [1, 2, 3, 4]);
        assert_eq!(unsafe { arena.realloc(second, layout(4, 4), 2) }, second, "smaller stays where it is");
    }

    #[test]
    fn what_follows_on_is_joined_and_the_end_is_null() {
        let arena = arena(64, 2);
        let first = unsafe { arena.alloc(layout(40, 8)) };
        let across = unsafe { arena.alloc(layout(40, 8)) };
        assert_eq!(across.addr(), first.addr() + 40, "the second stretch goes on where the first ended");
        assert!(unsafe { arena.alloc(layout(80, 8)) }.is_null(), "larger than any stretch");
        assert!(!unsafe { arena.alloc(layout(48, 8)) }.is_null());
        assert!(unsafe { arena.alloc(layout(8, 8)) }.is_null(), "nothing left");
        assert!(unsafe { arena.alloc(layout(usize::MAX / 4, 8)) }.is_null());
    }
}
