//! Why something is not done with a plugin.

use crate::declare::refusals;
use crate::hooks::Hook;

refusals! {
    /// Why something is not done with a plugin.
    pub enum PluginRefusal of "plugin" {
        #[refusal("bad-settings", Invalid BadSettings)]
        BadSettings { bytes_max: usize },
        /// `grants`: each in backticks.
        #[refusal("beyond-request", Invalid GrantBeyondRequest)]
        BeyondRequest { plugin: String, grants: Vec<String> },
        #[refusal("no-shadow", Invalid NoShadow)]
        NoShadow,
        #[refusal("no-such-hook", Invalid NoSuchHook)]
        NoSuchHook { plugin: String, hook: Hook },
        #[refusal("none-installed", NotFound NoSuchPlugin)]
        NoneInstalled { plugin: String },
        #[refusal("not-granted", Conflict HookNotGranted)]
        NotGranted { plugin: String, hook: Hook },
        #[refusal("not-installed", NotFound NoSuchPlugin)]
        NotInstalled { plugin: String, installed: Vec<String> },
        #[refusal("not-quarantined", Conflict NotQuarantined)]
        NotQuarantined { plugin: String },
        #[refusal("too-many", Conflict TooManyPlugins)]
        TooMany { plugins_max: usize },
        #[refusal("too-many-seats", Conflict TooManySeats)]
        TooManySeats { seats_max: usize },
        #[refusal("too-many-versions", Conflict TooManyVersions)]
        TooManyVersions { versions_max: usize },
        #[refusal("unknown-grant", Invalid UnknownGrant)]
        UnknownGrant { grant: String },
    }
}
