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
        /// Of a version that is lower than the highest of the plugin.
        #[refusal("lower-version", Conflict LowerVersion)]
        LowerVersion { plugin: String, version: String, highest: String },
        #[refusal("no-former", Conflict NothingToRollBack)]
        NoFormer { plugin: String },
        #[refusal("no-shadow", Invalid NoShadow)]
        NoShadow,
        #[refusal("no-such-hook", Invalid NoSuchHook)]
        NoSuchHook { plugin: String, hook: Hook },
        #[refusal("no-such-version", NotFound NoSuchVersion)]
        NoSuchVersion { plugin: String, version: String, versions: Vec<String> },
        #[refusal("none-to-withdraw", Conflict NoSettings)]
        NoneToWithdraw { plugin: String },
        #[refusal("none-installed", NotFound NoSuchPlugin)]
        NoneInstalled { plugin: String },
        #[refusal("not-granted", Conflict HookNotGranted)]
        NotGranted { plugin: String, hook: Hook },
        #[refusal("not-installed", NotFound NoSuchPlugin)]
        NotInstalled { plugin: String, installed: Vec<String> },
        #[refusal("not-quarantined", Conflict NotQuarantined)]
        NotQuarantined { plugin: String },
        #[refusal("nothing-compared", Conflict NothingCompared)]
        NothingCompared { plugin: String, version: String, hook: Hook },
        #[refusal("several-versions", Invalid SeveralVersions)]
        SeveralVersions { plugin: String, versions: Vec<String> },
        #[refusal("too-many", Conflict TooManyPlugins)]
        TooMany { plugins_max: usize },
        #[refusal("too-many-seats", Conflict TooManySeats)]
        TooManySeats { seats_max: usize },
        #[refusal("too-many-versions", Conflict TooManyVersions)]
        TooManyVersions { versions_max: usize },
        #[refusal("unknown-grant", Invalid UnknownGrant)]
        UnknownGrant { grant: String },
        /// `installed` and `given`: the beginnings of their digests.
        #[refusal("version-taken", Conflict VersionTaken)]
        VersionTaken { plugin: String, version: String, installed: String, given: String },
    }
}
