//! The power fails: an ext4 file system of the test's own is shut down under the running server without flushing its log, so
//! that every write that was not synced is gone. Needs root and a loop device, as CI has them.

use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use integration_tests::Server;

use super::load::{Promises, nothing_twice, under_load};
use super::{Draw, county, verify};

const ROUNDS: u64 = 8;

#[test]
fn a_power_cut_loses_nothing_acknowledged() {
    const SEED: u64 = 350_924;
    println!("seed {SEED}");
    let Some(disk) = Disk::new() else {
        println!("NOT RUN: no loop mount is to be had here (needs root, mkfs.ext4 and a loop device)");
        return;
    };
    let mut draw = Draw(SEED);
    disk.mount();
    let data = disk.folder().join("county");
    county(&data);
    let mut promises = Promises::default();
    for round in 0..ROUNDS {
        let server = Server::start(&data);
        under_load(&server, &mut promises, round, 20 + draw.below(150), &|| disk.cut_power());
        let (status, answer) = server.get("/readyz").expect("it still says how it is");
        assert_eq!(status, 503, "with its disk gone it takes nothing: {answer}");
        server.kill();
        disk.unmount();
        disk.mount();
        let (code, said, stderr) = verify(&data);
        assert_eq!((code, &said["ok"]), (Some(0), &true.into()), "round {round}: {said} {stderr}");
        let server = Server::start(&data);
        promises.hold(&server, 0);
        assert!(server.stop().success());
    }
    nothing_twice(&data, &promises);
    disk.unmount();
}

/// A file system in a file.
struct Disk {
    dir: tempfile::TempDir,
}

impl Disk {
    /// `None` where none can be mounted.
    fn new() -> Option<Disk> {
        let disk = Disk { dir: tempfile::tempdir().expect("a temporary folder") };
        let image = std::fs::File::create(disk.image()).expect("an image");
        image.set_len(1 << 30).expect("a sparse file");
        std::fs::create_dir(disk.folder()).expect("a mount point");
        let made = quiet("mkfs.ext4", &["-q", "-F", super::text(&disk.image())]);
        let mountable = made && disk.try_mount();
        if mountable {
            disk.unmount();
        }
        mountable.then_some(disk)
    }

    fn image(&self) -> PathBuf {
        self.dir.path().join("image")
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("disk")
    }

    fn try_mount(&self) -> bool {
        quiet("mount", &["-o", "loop", super::text(&self.image()), super::text(&self.folder())])
    }

    fn mount(&self) {
        assert!(self.try_mount(), "the disk can't be mounted again");
    }

    fn unmount(&self) {
        assert!(quiet("umount", &[super::text(&self.folder())]), "the disk can't be unmounted");
    }

    fn cut_power(&self) {
        shut_down(&self.folder());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Mounted only if the test failed.
        quiet("umount", &["--lazy", super::text(&self.folder())]);
    }
}

fn quiet(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// `EXT4_IOC_SHUTDOWN` with `EXT4_GOING_FLAGS_NOLOGFLUSH` (linux/fs/ext4/ext4.h).
fn shut_down(mounted: &Path) {
    const SHUTDOWN: rustix::ioctl::Opcode = rustix::ioctl::opcode::read::<u32>(b'X', 125);
    const NO_LOG_FLUSH: u32 = 2;
    let folder = std::fs::File::open(mounted).expect("the mounted folder");
    let mut how = NO_LOG_FLUSH;
    // SAFETY: the call reads one u32 through the pointer, which lives until it returns, and changes no memory of ours.
    #[allow(unsafe_code)]
    let done = unsafe {
        let call = rustix::ioctl::Updater::<SHUTDOWN, u32>::new(&mut how);
        rustix::ioctl::ioctl(folder.as_fd(), call)
    };
    done.expect("the file system is shut down");
}
