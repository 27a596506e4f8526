//! How problems are declared: each once, with its status, its code and the values that stand in its sentence.

use axum::http::StatusCode;

/// What a program tells of a declared problem; the rest is its sentence.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub status: StatusCode,
    pub code: &'static str,
    /// It makes sense to try again after so many seconds.
    pub retry_after_s: Option<u32>,
}

/// One that is declared.
pub trait Declared {
    fn kind(&self) -> Kind;
}

/// Declares problems of one sort: a variant for each. Before each stands its key below `detail` and the sort's own name, its status
/// and its code, `#[problem("task", NOT_FOUND RefusalCode::NoSuchTask)]`, and `again_s = 1` where time alone may change it. Adding
/// one is this line and its key in both catalogs of `telling`.
macro_rules! problems {
    (
        $(#[$family_doc:meta])*
        pub enum $Family:ident of $family:literal {$(
            $(#[doc = $doc:literal])*
            #[problem($name:literal, $STATUS:ident $Codes:ident::$Code:ident $(, again_s = $again:literal)?)]
            $Variant:ident $({ $($field:ident: $type:ty),+ $(,)? })?,
        )+}
    ) => {
        domain::sentences! {
            $(#[$family_doc])*
            pub enum $Family of $family {$(
                $(#[doc = $doc])*
                #[sentence($name)]
                $Variant $({ $($field: $type),+ })?,
            )+}
        }

        impl crate::problem::declare::Declared for $Family {
            fn kind(&self) -> crate::problem::declare::Kind {
                match self {$(
                    $Family::$Variant { .. } => crate::problem::declare::Kind {
                        status: axum::http::StatusCode::$STATUS,
                        code: domain::sentence::Worded::code(&$Codes::$Code),
                        retry_after_s: [$(Some($again),)? None][0],
                    },
                )+}
            }
        }
    };
}

pub(crate) use problems;
