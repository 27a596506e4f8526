//! SIGKILL at random points under concurrent load.

use integration_tests::Server;

use super::load::{Promises, nothing_twice, under_load};
use super::{Draw, county, verify};

/// 50 unless `WARDROOM_CRASH_ROUNDS` says more.
fn rounds() -> u64 {
    let wanted = std::env::var("WARDROOM_CRASH_ROUNDS").ok();
    wanted.map_or(50, |rounds| rounds.parse().expect("WARDROOM_CRASH_ROUNDS is a number"))
}

#[test]
fn a_killed_server_keeps_what_it_acknowledged() {
    const SEED: u64 = 20_220_901;
    println!("seed {SEED}");
    let mut draw = Draw(SEED);
    let dir = tempfile::tempdir().expect("a temporary folder");
    county(dir.path());
    let mut promises = Promises::default();
    let mut server = Server::start(dir.path());
    for round in 0..rounds() {
        let strike_after = 1 + draw.below(120);
        under_load(&server, &mut promises, round, strike_after, &|| server.strike());
        server.kill();
        if round % 10 == 9 {
            let (code, said, stderr) = verify(dir.path());
            assert_eq!((code, &said["ok"]), (Some(0), &true.into()), "round {round}: {said} {stderr}");
        }
        server = Server::start(dir.path());
        promises.hold(&server, round);
    }
    promises.hold(&server, 0);
    assert!(server.stop().success());
    nothing_twice(dir.path(), &promises);
}
