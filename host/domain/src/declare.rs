//! How events and commands are declared: each once, in the folder of its matter, with its name and what it is about or takes.
//! From that come the types of the families, their JSON, and what `Event` and `Command` answer.

/// Declares the events of one matter. Before each variant stands
///
/// - its name outside, kept for ever: `#[event("incident-stepped")]`;
/// - `about = field`, for one that is about one matter: the field that tells it (see [`About`](crate::matter::About));
/// - `other = field`, for one that changes a second incident;
/// - `erases = field`, for one with which somebody's personal data are gone.
///
/// Where a variant holds one thing and no fields, `about` gives that thing a name.
macro_rules! events {
    (
        $(#[$family_doc:meta])*
        pub enum $Family:ident {$(
            $(#[doc = $doc:literal])*
            #[event($name:literal $(, about = $about:ident)? $(, other = $other:ident)? $(, erases = $erased:ident)?)]
            $Variant:ident $body:tt,
        )+}
    ) => {
        $(#[$family_doc])*
        #[serde_with::skip_serializing_none]
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        pub enum $Family {$(
            $(#[doc = $doc])*
            #[serde(rename = $name)]
            $Variant $body,
        )+}

        impl $Family {
            /// The names of all of them, in the order in which they are declared.
            pub const NAMES: &[&str] = &[$($name),+];

            pub const fn name(&self) -> &'static str {
                match self {$(
                    Self::$Variant { .. } => $name,
                )+}
            }

            pub(crate) fn matter(&self) -> Option<crate::matter::Matter> {
                match self {$(
                    $crate::declare::variant!($Variant $body $($about)?) =>
                        $crate::declare::or!(None $(, $crate::matter::About::matter($about))?),
                )+}
            }

            pub(crate) fn other_incident(&self) -> Option<crate::ids::IncidentRef> {
                match self {$(
                    $crate::declare::variant!($Variant $body $($other)?) =>
                        $crate::declare::or!(None $(, Some(*$other))?),
                )+}
            }

            pub(crate) fn erased(&self) -> Option<crate::ids::SubjectRef> {
                match self {$(
                    $crate::declare::variant!($Variant $body $($erased)?) =>
                        $crate::declare::or!(None $(, Some(*$erased))?),
                )+}
            }
        }
    };
}

/// The pattern of a variant, with one of its fields bound if one is named.
macro_rules! variant {
    ($Variant:ident $body:tt) => {
        Self::$Variant { .. }
    };
    ($Variant:ident { $($fields:tt)+ } $field:ident) => {
        Self::$Variant { $field, .. }
    };
    ($Variant:ident ($whole:ty) $field:ident) => {
        Self::$Variant($field)
    };
}

/// Declares the commands of one matter. Before each variant stands its name in the journal, `#[command("report")]`, and
///
/// - `by = Admin` or `by = Host`, for one that no operator may give;
/// - `reserved = true`, for one that has a place of its own in every queue;
/// - `reason = CancelTask`, for one that is refused without a reason: why, of those that [`Unreasoned`] has.
///
/// [`Unreasoned`]: crate::refusal::unreasoned::Unreasoned
macro_rules! commands {
    (
        $(#[$family_doc:meta])*
        pub enum $Family:ident {$(
            $(#[doc = $doc:literal])*
            #[command(
                $name:literal $(, by = $by:ident)? $(, reserved = $reserved:literal)? $(, reason = $reason:ident)?
            )]
            $Variant:ident $body:tt,
        )+}
    ) => {
        $(#[$family_doc])*
        #[derive(Clone, Debug)]
        pub enum $Family {$(
            $(#[doc = $doc])*
            $Variant $body,
        )+}

        impl $Family {
            pub const fn name(&self) -> &'static str {
                match self {$(
                    Self::$Variant { .. } => $name,
                )+}
            }

            /// The name of each with who may give it.
            pub(crate) const DECLARED: &[(&str, crate::scope::by::By)] = &[$((
                $name,
                $crate::declare::or!(crate::scope::by::By::Operator $(, crate::scope::by::By::$by)?),
            )),+];

            pub(crate) const fn by(&self) -> crate::scope::by::By {
                match self {$(
                    Self::$Variant { .. } =>
                        $crate::declare::or!(crate::scope::by::By::Operator $(, crate::scope::by::By::$by)?),
                )+}
            }

            pub(crate) const fn is_reserved(&self) -> bool {
                match self {$(
                    Self::$Variant { .. } => $crate::declare::or!(false $(, $reserved)?),
                )+}
            }

            pub(crate) const fn needs_reason(&self) -> Option<$crate::refusal::unreasoned::Unreasoned> {
                match self {$(
                    Self::$Variant { .. } => $crate::declare::or!(
                        None $(, Some($crate::refusal::unreasoned::Unreasoned::$reason))?
                    ),
                )+}
            }
        }
    };
}

/// Declares sentences: a variant for each, with the values that stand in it. Before each stands its key, `#[sentence("only-unmerging")]`,
/// below `detail` and the family's own name. Several may share one. Adding one is this line and its key in both catalogs of `telling`.
/// A crate at the edge declares its own with it, too.
#[macro_export]
macro_rules! sentences {
    (
        $(#[$family_doc:meta])*
        pub enum $Family:ident of $family:literal {$(
            $(#[doc = $doc:literal])*
            #[sentence($name:literal)]
            $Variant:ident $({ $($field:ident: $type:ty),+ $(,)? })?,
        )+}
    ) => {
        $(#[$family_doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $Family {$(
            $(#[doc = $doc])*
            $Variant $({ $($field: $type),+ })?,
        )+}

        impl $Family {
            pub(crate) const DECLARED: &[$crate::sentence::Declared] = &[$(
                $crate::sentence::Declared {
                    key: concat!("detail.", $family, ".", $name),
                    values: &[$($(stringify!($field)),+)?],
                },
            )+];
        }

        impl From<$Family> for $crate::sentence::Sentence {
            fn from(of: $Family) -> $crate::sentence::Sentence {
                match of {$(
                    $Family::$Variant $({ $($field),+ })? => $crate::sentence::Sentence::new(
                        concat!("detail.", $family, ".", $name),
                        [$($((stringify!($field), $crate::sentence::Value::from($field))),+)?],
                    ),
                )+}
            }
        }

        impl From<$Family> for $crate::sentence::Value {
            fn from(of: $Family) -> $crate::sentence::Value {
                $crate::sentence::Value::Sentence(of.into())
            }
        }
    };
}

/// Declares why commands of one matter are refused: sentences with their kind and their code, `#[refusal("over", Conflict TaskOver)]`.
macro_rules! refusals {
    (
        $(#[$family_doc:meta])*
        pub enum $Family:ident of $family:literal {$(
            $(#[doc = $doc:literal])*
            #[refusal($name:literal, $Kind:ident $Code:ident)]
            $Variant:ident $({ $($field:ident: $type:ty),+ $(,)? })?,
        )+}
    ) => {
        $crate::declare::sentences! {
            $(#[$family_doc])*
            pub enum $Family of $family {$(
                $(#[doc = $doc])*
                #[sentence($name)]
                $Variant $({ $($field: $type),+ })?,
            )+}
        }

        impl $Family {
            pub(crate) const fn kind_and_code(
                &self,
            ) -> ($crate::refusal::code::RefusalKind, $crate::refusal::code::RefusalCode) {
                match self {$(
                    Self::$Variant { .. } => {
                        ($crate::refusal::code::RefusalKind::$Kind, $crate::refusal::code::RefusalCode::$Code)
                    }
                )+}
            }
        }
    };
}

/// Declares an enum of plain words with the name of each: `Queued = "queued"`. From that come its JSON, `name`,
/// `ALL` and how it prints.
#[macro_export]
macro_rules! named {
    (
        $(#[$about:meta])*
        pub enum $Enum:ident {$(
            $(#[$of:meta])*
            $Variant:ident = $name:literal,
        )+}
    ) => {
        $(#[$about])*
        pub enum $Enum {$(
            $(#[$of])*
            #[serde(rename = $name)]
            $Variant,
        )+}

        impl $Enum {
            pub const ALL: [$Enum; [$($name),+].len()] = [$($Enum::$Variant),+];

            pub const fn name(self) -> &'static str {
                match self {$(
                    $Enum::$Variant => $name,
                )+}
            }
        }

        impl std::fmt::Display for $Enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

/// The first, or what follows it if anything does.
macro_rules! or {
    ($otherwise:expr) => {
        $otherwise
    };
    ($otherwise:expr, $given:expr) => {
        $given
    };
}

/// Declares `Event` from its families: its JSON is theirs, under one roof of names.
macro_rules! event_families {
    (
        $(#[$doc:meta])*
        pub enum Event { $($Variant:ident($Family:ty),)+ }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event {
            $($Variant($Family),)+
        }

        /// The names of all events, as they stand in the journal and on the event stream, matter by matter.
        pub const EVENT_NAMES: [&str; 0 $(+ <$Family>::NAMES.len())+] = all(&[$(<$Family>::NAMES),+]);

        impl Event {
            /// The name it has outside: the CloudEvents type is `org.wardroom.` and this.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Event::$Variant(event) => event.name(),)+
                }
            }

            /// What it is about, if it is about one matter. A notice's timer is about the notice.
            pub fn matter(&self) -> Option<Matter> {
                match self {
                    $(Event::$Variant(event) => event.matter(),)+
                }
            }

            /// The other incident that it changes: the one that a duplicate goes into, or comes out of.
            pub fn other_incident(&self) -> Option<IncidentRef> {
                match self {
                    $(Event::$Variant(event) => event.other_incident(),)+
                }
            }

            /// Whose personal data are gone with it: the key is destroyed as soon as the event is durable.
            pub fn erased(&self) -> Option<SubjectRef> {
                match self {
                    $(Event::$Variant(event) => event.erased(),)+
                }
            }
        }

        impl serde::Serialize for Event {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Event::$Variant(event) => event.serialize(serializer),)+
                }
            }
        }

        impl<'de> FromNamed<'de> for Event {
            fn from_named<D: serde::Deserializer<'de>>(name: &str, named: D) -> Option<Result<Event, D::Error>> {
                $(if <$Family>::NAMES.contains(&name) {
                    return Some(<$Family>::deserialize(named).map(Event::$Variant));
                })+
                None
            }
        }

        $(impl From<$Family> for Event {
            fn from(event: $Family) -> Event {
                Event::$Variant(event)
            }
        })+
    };
}

/// Declares `Command` from its families.
macro_rules! command_families {
    (
        $(#[$doc:meta])*
        pub enum Command { $($Variant:ident($Family:ty),)+ }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub enum Command {
            $($Variant($Family),)+
        }

        impl Command {
            /// The name under which it stands in the journal.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Command::$Variant(command) => command.name(),)+
                }
            }

            /// Who may give it at all.
            pub const fn by(&self) -> crate::scope::by::By {
                match self {
                    $(Command::$Variant(command) => command.by(),)+
                }
            }

            /// Who may give the one of this name.
            pub(crate) fn by_of(name: &str) -> Option<crate::scope::by::By> {
                let mut all = [$(<$Family>::DECLARED),+].into_iter().flatten();
                all.find(|(known, _)| *known == name).map(|(_, by)| *by)
            }

            /// Intake and acknowledgements have places of their own in every queue.
            pub const fn is_reserved(&self) -> bool {
                match self {
                    $(Command::$Variant(command) => command.is_reserved(),)+
                }
            }

            /// What of it is never done without a reason. For some commands it depends on more; their own check says so.
            pub(crate) const fn needs_reason(&self) -> Option<$crate::refusal::unreasoned::Unreasoned> {
                match self {
                    $(Command::$Variant(command) => command.needs_reason(),)+
                }
            }
        }

        $(impl From<$Family> for Command {
            fn from(command: $Family) -> Command {
                Command::$Variant(command)
            }
        })+
    };
}

pub(crate) use {command_families, commands, event_families, events, named, or, refusals, sentences, variant};
