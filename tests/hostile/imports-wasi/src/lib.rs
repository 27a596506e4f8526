//! A dispatch plugin that would like to read the host's environment. It abstains; that it imports is all there is to it.

use wardroom_plugin::{Call, Candidate, Dispatch, Incident, Result, TimeS, Verdict, reason};

wit_bindgen::generate!({
    inline: "
        package hostile:imports;

        world imports {
            import wasi:cli/environment@0.2.3;
        }

        package wasi:cli@0.2.3 {
            interface environment {
                get-environment: func() -> list<tuple<string, string>>;
            }
        }
    ",
    world: "hostile:imports/imports",
    generate_all,
});

struct ImportsWasi;

impl Dispatch for ImportsWasi {
    type Settings = ();

    fn recommend(_: TimeS, (): &(), _: &Incident, _: &Call, _: &[Candidate]) -> Result<Verdict> {
        let secrets = wasi::cli::environment::get_environment();
        Ok(Verdict::Abstain(reason(1).with(secrets.len() as u32)))
    }
}

wardroom_plugin::export!(dispatch: ImportsWasi);
