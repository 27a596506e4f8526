//! Words for the plugin's author: kept with the record of the decision or the step, and told by `wardroom explain --verbose`. People are
//! told things by reasons.

/// Writes a line for the plugin's author, as `format!` would. The host keeps the first 2,048 letters of a call. In tests
/// [`testing::logged`](crate::testing::logged) gives the lines back.
///
/// ```
/// # use wardroom_plugin::log;
/// log!("{} candidates, the nearest {} s away", 7, 120);
/// # assert_eq!(wardroom_plugin::testing::logged(), ["7 candidates, the nearest 120 s away"]);
/// ```
#[macro_export]
macro_rules! log {
    ($($words:tt)+) => {
        $crate::log_line(&::std::format!($($words)+))
    };
}

#[doc(hidden)]
pub fn log_line(words: &str) {
    #[cfg(target_arch = "wasm32")]
    words.chars().chain(['\n']).for_each(crate::bindings::county::wardroom::plugin::log::say);
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::log::note(words);
}
