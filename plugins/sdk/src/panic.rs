//! A guest's last words: how a panic or an empty arena reaches the host, which sees nothing but a trap otherwise. A sandbox
//! without exceptions cannot unwind, so the words travel through an import just before the trap.

/// More than the host keeps of an error's text, and far less than the calls that it allows.
#[cfg(target_arch = "wasm32")]
const LETTERS_MAX: usize = 512;

/// Makes every panic from now on say where and why. Called at the start of each exported function, as an instance has no
/// other beginning.
pub fn report_panics() {
    #[cfg(target_arch = "wasm32")]
    std::panic::set_hook(Box::new(|info| {
        words(info).chars().take(LETTERS_MAX).for_each(crate::bindings::county::wardroom::plugin::panic::say);
    }));
}

/// Says that the memory's limit is reached. Allocates nothing.
#[cfg(target_arch = "wasm32")]
pub fn out_of_memory(bytes: usize) {
    crate::bindings::county::wardroom::plugin::panic::out_of_memory(bytes as u32);
}

/// `panicked at src/lib.rs:41:9: index out of bounds`
#[cfg(any(target_arch = "wasm32", test))]
fn words(info: &std::panic::PanicHookInfo<'_>) -> String {
    let why = info.payload_as_str().unwrap_or("no message");
    match info.location() {
        Some(place) => format!("panicked at {place}: {why}"),
        None => format!("panicked: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    /// The hook is the whole process's: what another test panics with is none of its business.
    #[test]
    fn the_words_name_file_line_and_message() {
        let heard = Arc::new(Mutex::new(String::new()));
        let (ear, here) = (heard.clone(), std::thread::current().id());
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == here {
                *ear.lock().unwrap() = super::words(info);
            }
        }));
        let line = line!() + 1;
        let _ = std::panic::catch_unwind(|| panic!("unit {} is gone", 7));
        std::panic::set_hook(before);
        let heard = heard.lock().unwrap().clone();
        assert!(heard.starts_with("panicked at ") && heard.contains(&format!("panic.rs:{line}:")), "{heard}");
        assert!(heard.ends_with(": unit 7 is gone"), "{heard}");
    }
}
