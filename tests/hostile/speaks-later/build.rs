//! Makes the WIT of the later version, and words for its bindings: a macro takes no path that is only known now.

#[path = "../../../host/runtime/build/later.rs"]
#[allow(dead_code)]
mod later;

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=../../../wit/next");
    println!("cargo:rerun-if-changed=../../../host/runtime/build/later.rs");
    let out = std::env::var("OUT_DIR").expect("cargo says where to write");
    let wit = Path::new(&out).join("wit");
    later::write_wit(Path::new("../../../wit/next"), &wit);
    let bindings = format!(
        "wit_bindgen::generate!({{ path: {:?}, world: {:?}, generate_all }});\n",
        wit.display().to_string(),
        format!("wardroom:plugin/dispatch-plugin@{}", later::LATER),
    );
    std::fs::write(Path::new(&out).join("bindings.rs"), bindings).expect("the bindings");
}
