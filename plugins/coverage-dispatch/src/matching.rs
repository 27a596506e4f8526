//! How many places can be filled, each by a unit of its own.

/// The largest number of places that get somebody each, by augmenting paths (Kuhn 1955). `able(place, unit)`.
pub fn fillable(places: usize, units: usize, able: &impl Fn(usize, usize) -> bool) -> usize {
    let mut of_unit = vec![None; units];
    (0..places).filter(|place| augment(*place, able, &mut of_unit, &mut vec![false; units])).count()
}

fn augment(
    place: usize,
    able: &impl Fn(usize, usize) -> bool,
    of_unit: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for unit in 0..of_unit.len() {
        if seen[unit] || !able(place, unit) {
            continue;
        }
        seen[unit] = true;
        if of_unit[unit].is_none_or(|other| augment(other, able, of_unit, seen)) {
            of_unit[unit] = Some(place);
            return true;
        }
    }
    false
}
