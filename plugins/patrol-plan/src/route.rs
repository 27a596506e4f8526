//! A way past some stops and back: cheapest insertion (Rosenkrantz, Stearns and Lewis 1977), then 2-opt (Croes 1958) and or-opt (Or
//! 1976) until no two legs can be exchanged, and no few stops moved, for the better. Small enough for a sandbox; how far it is from a lower bound is measured by a test.

/// Seconds from one node to another.
pub type Ways<'a> = &'a dyn Fn(usize, usize) -> u32;

/// From the base past the stops in their order, and back.
pub fn length(ways: Ways, base: usize, stops: &[usize]) -> u64 {
    let (mut here, mut sum) = (base, 0);
    for next in stops.iter().copied().chain([base]) {
        sum += u64::from(ways(here, next));
        here = next;
    }
    sum
}

/// What comes before and after a place in the order.
fn around(base: usize, stops: &[usize], at: usize) -> (usize, usize) {
    let before = at.checked_sub(1).map_or(base, |before| stops[before]);
    (before, stops.get(at).copied().unwrap_or(base))
}

/// Seconds more where some stops, from the first to the last of them, come in at a place of the order, without the way between them.
fn more(ways: Ways, (from, to): (usize, usize), first: usize, last: usize) -> i64 {
    i64::from(ways(from, first)) + i64::from(ways(last, to)) - i64::from(ways(from, to))
}

/// Where in the order a further stop costs least, and how many seconds.
pub fn cheapest_place(ways: Ways, base: usize, stops: &[usize], stop: usize) -> (i64, usize) {
    let options = (0..=stops.len()).map(|at| (more(ways, around(base, stops, at), stop, stop), at));
    options.min().unwrap_or_default()
}

/// Reverses parts of the order and moves stops while that makes the way shorter. Ways need not be the same in both directions.
pub fn improve(ways: Ways, base: usize, stops: &mut Vec<usize>) {
    while two_opt(ways, base, stops) || or_opt(ways, base, stops) {}
}

/// Takes up to three stops that follow each other out and puts them where they cost less, either way round.
fn or_opt(ways: Ways, base: usize, stops: &mut Vec<usize>) -> bool {
    let before = length(ways, base, stops) as i64;
    for many in 1..=3.min(stops.len()) {
        for from in 0..=stops.len() - many {
            let mut moved: Vec<usize> = stops[from..from + many].to_vec();
            let rest = [&stops[..from], &stops[from + many..]].concat();
            let without = length(ways, base, &rest) as i64;
            for _ in 0..2 {
                let inner: i64 = moved.windows(2).map(|leg| i64::from(ways(leg[0], leg[1]))).sum();
                let at_cost = |at: usize| more(ways, around(base, &rest, at), moved[0], moved[many - 1]) + inner;
                if let Some(at) = (0..=rest.len()).find(|at| without + at_cost(*at) < before) {
                    *stops = [&rest[..at], &moved, &rest[at..]].concat();
                    return true;
                }
                moved.reverse();
            }
        }
    }
    false
}

/// Whether it could make the way shorter by reversing a part.
fn two_opt(ways: Ways, base: usize, stops: &mut [usize]) -> bool {
    let before = length(ways, base, stops);
    let (mut best, mut better) = (before, true);
    while better {
        better = false;
        for from in 0..stops.len() {
            for until in from + 2..=stops.len() {
                stops[from..until].reverse();
                let now = length(ways, base, stops);
                if now < best {
                    (best, better) = (now, true);
                } else {
                    stops[from..until].reverse();
                }
            }
        }
    }
    best < before
}

/// Who goes past what: each stop goes where it makes a route least longer, and no route gets more than its share while another could
/// have it; of those who have less than it, who is of the lowest rank gets it. `ways(route, from, to)`, where the number of stops stands for the
/// route's own base; `reaches(route, stop)`. Gives the stops of each route, in order, and those that nobody reaches.
pub fn share(
    ranks: &[u8],
    stops: usize,
    ways: &dyn Fn(usize, usize, usize) -> u32,
    reaches: &dyn Fn(usize, usize) -> bool,
) -> (Vec<Vec<usize>>, Vec<usize>) {
    let routes = ranks.len();
    let fair = stops.div_ceil(routes.max(1));
    let mut orders: Vec<Vec<usize>> = vec![Vec::new(); routes];
    let reached = |stop: &usize| (0..routes).any(|route| reaches(route, *stop));
    let (mut left, nobody): (Vec<usize>, Vec<usize>) = (0..stops).partition(reached);
    while !left.is_empty() {
        let option = |(route, stop): (usize, usize)| {
            let (more, at) = cheapest_place(&|from, to| ways(route, from, to), stops, &orders[route], stop);
            (orders[route].len() >= fair, ranks[route], more, stop, route, at)
        };
        let pairs = left.iter().flat_map(|stop| (0..routes).map(move |route| (route, *stop)));
        let Some((_, _, _, stop, route, at)) = pairs.filter(|(route, stop)| reaches(*route, *stop)).map(option).min()
        else {
            break;
        };
        orders[route].insert(at, stop);
        left.retain(|other| *other != stop);
    }
    for (route, order) in orders.iter_mut().enumerate() {
        improve(&|from, to| ways(route, from, to), stops, order);
    }
    (orders, nobody)
}
