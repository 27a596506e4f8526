//! Who may give a command at all, as it is declared with each.

/// Who may give a command at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Operator,
    Admin,
    /// Nobody but the host.
    Host,
}
