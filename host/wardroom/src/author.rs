//! Who a command on this machine is done by, for the journal. On a server it is the token's name instead.

use domain::limits::CODE_BYTES_MAX;

/// `operator:` and the name of the system's user; `operator:cli` where there is none that fits.
pub fn of_environment() -> String {
    named(std::env::var("USER").ok().as_deref())
}

fn named(user: Option<&str>) -> String {
    const PREFIX: &str = "operator:";
    let fits = |user: &&str| {
        !user.is_empty() && PREFIX.len() + user.len() <= CODE_BYTES_MAX && !user.chars().any(char::is_control)
    };
    format!("{PREFIX}{}", user.filter(fits).unwrap_or("cli"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_does_not_fit_is_not_taken() {
        assert_eq!(named(Some("duty-room")), "operator:duty-room");
        assert_eq!(named(Some(&"x".repeat(CODE_BYTES_MAX - 9))).len(), CODE_BYTES_MAX);
        for user in [None, Some(""), Some("a\nb"), Some("x".repeat(CODE_BYTES_MAX - 8).as_str())] {
            assert_eq!(named(user), "operator:cli");
        }
    }
}
