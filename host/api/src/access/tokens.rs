//! Bearer tokens: 256 random bits each, kept as BLAKE3 hashes in a TOML file with a name, a role and districts. A hash of so
//! much randomness needs no slow function: there is nothing to guess.

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::limits::{CODE_BYTES_MAX, TOKENS_MAX};
pub use domain::scope::{Role, Scope};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One entry of the token file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Stands in the journal as the author.
    pub name: String,
    pub role: Role,
    pub districts: Scope,
    /// BLAKE3 of the secret, 64 hexadecimal digits.
    pub hash: Hash,
}

/// Compared in constant time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(blake3::Hash);

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.to_hex().as_str())
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(deserializer)?;
        let hash = blake3::Hash::from_hex(&text);
        hash.map(Hash).map_err(|_| D::Error::custom("`hash` is the BLAKE3 hash of a token, 64 hexadecimal digits"))
    }
}

/// The tokens of a token file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    #[serde(default, rename = "token")]
    entries: Vec<Token>,
}

/// A new token: the secret for its owner, who sees it once, and the entry for the file.
pub struct Generated {
    pub secret: String,
    /// A `[[token]]` table, to be appended to the token file.
    pub entry: String,
}

/// Marks a secret as one of ours, for those who search for leaked ones.
const SECRET_PREFIX: &str = "wardroom_";
const SECRET_BYTES: usize = 32;
/// Names under which the host itself signs, or those whom it knows otherwise.
const RESERVED_NAMES: [&str; 4] = ["system", "local", "built-in", OWNER];
/// Whose token lies in the data directory.
const OWNER: &str = "owner";

impl Tokens {
    /// Reads a token file. Every fault is told with the file's path.
    pub fn load(path: &Path) -> Result<Tokens, String> {
        let told = |error: &dyn std::fmt::Display| format!("token file `{}`: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        Tokens::parse(&text).map_err(|error| told(&error))
    }

    pub fn parse(text: &str) -> Result<Tokens, String> {
        let tokens: Tokens = toml::from_str(text).map_err(|error| error.to_string())?;
        if tokens.entries.len() > TOKENS_MAX {
            return Err(format!("{} tokens, and {TOKENS_MAX} is the limit", tokens.entries.len()));
        }
        let mut names = BTreeSet::new();
        for token in &tokens.entries {
            check_name(&token.name)?;
            if !names.insert(token.name.as_str()) {
                return Err(format!("two tokens are named `{}`; a name says who did something", token.name));
            }
        }
        Ok(tokens)
    }

    /// Draws a token.
    pub fn generate(name: &str, role: Role, districts: Scope) -> Result<Generated, String> {
        check_name(name)?;
        let secret = Tokens::draw()?;
        let hash = Hash(blake3::hash(secret.as_bytes()));
        let one = Tokens { entries: vec![Token { name: name.to_owned(), role, districts, hash }] };
        let entry = toml::to_string(&one).map_err(|error| error.to_string())?;
        Ok(Generated { secret, entry })
    }

    /// A secret that nobody can guess.
    pub fn draw() -> Result<String, String> {
        let mut random = [0_u8; SECRET_BYTES];
        getrandom::fill(&mut random).map_err(|error| format!("the system gives no random numbers: {error}"))?;
        Ok(format!("{SECRET_PREFIX}{}", URL_SAFE_NO_PAD.encode(random)))
    }

    /// Whether a text can be a secret that was drawn.
    pub fn is_secret(text: &str) -> bool {
        let random = text.strip_prefix(SECRET_PREFIX).and_then(|random| URL_SAFE_NO_PAD.decode(random).ok());
        random.is_some_and(|random| random.len() == SECRET_BYTES)
    }

    /// These and the owner's, who may everything. There is no server without it, and so none that asks for no token.
    pub fn with_owner(mut self, secret: &str) -> Tokens {
        let hash = Hash(blake3::hash(secret.as_bytes()));
        self.entries.push(Token { name: OWNER.to_owned(), role: Role::Admin, districts: Scope::All, hash });
        self
    }

    /// The entry of a secret. Takes the same time for every secret, wherever its entry stands.
    pub fn find(&self, secret: &str) -> Option<&Token> {
        let hash = Hash(blake3::hash(secret.as_bytes()));
        let mut found = None;
        for token in &self.entries {
            if token.hash == hash {
                found = Some(token);
            }
        }
        found
    }
}

fn check_name(name: &str) -> Result<(), String> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    if name.is_empty() || name.len() > CODE_BYTES_MAX || !name.bytes().all(allowed) {
        return Err(format!("`{name}` can't name a token: 1 to {CODE_BYTES_MAX} of a-z, 0-9, `-` and `.`"));
    }
    if RESERVED_NAMES.contains(&name) {
        return Err(format!("`{name}` can't name a token: the host signs with it"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(districts: &str) -> String {
        let hash = blake3::hash(b"secret").to_hex();
        format!("[[token]]\nname = \"duty\"\nrole = \"operator\"\ndistricts = {districts}\nhash = \"{hash}\"\n")
    }

    #[test]
    fn a_secret_finds_its_entry() {
        let tokens = Tokens::parse(&one("[\"350924-D1\"]")).unwrap();
        let token = tokens.find("secret").unwrap();
        assert_eq!((token.name.as_str(), token.role), ("duty", Role::Operator));
        assert!(token.districts.has("350924-D1") && !token.districts.has("350924-D2"));
        assert_eq!(tokens.find("secret "), None);
    }

    #[test]
    fn a_generated_token_works_from_its_entry() {
        let a = Tokens::generate("duty", Role::Viewer, Scope::All).unwrap();
        let b = Tokens::generate("night", Role::Admin, Scope::Only(["350924-D1".to_owned()].into())).unwrap();
        let file = Tokens::parse(&format!("# who may\n{}\n{}", a.entry, b.entry)).unwrap();
        assert_eq!(file.find(&a.secret).unwrap().role, Role::Viewer);
        assert_eq!(file.find(&b.secret).unwrap().name, "night");
        assert!(!file.find(&b.secret).unwrap().districts.has("350924-D2"));
        assert_ne!(a.secret, b.secret);
        assert!(!a.entry.contains(&a.secret), "the file must not hold the secret");
        assert_eq!(a.secret.len(), SECRET_PREFIX.len() + 43);
        assert!(Tokens::is_secret(&a.secret) && !Tokens::is_secret(&a.secret[1..]));
        assert!(!Tokens::is_secret("wardroom_") && !Tokens::is_secret(&format!("{}A", a.secret)));
    }

    #[test]
    fn the_owner_s_token_stands_beside_the_file_s() {
        let tokens = Tokens::parse(&one("\"*\"")).unwrap().with_owner("mine");
        let owner = tokens.find("mine").unwrap();
        assert_eq!((owner.name.as_str(), owner.role, &owner.districts), ("owner", Role::Admin, &Scope::All));
        assert_eq!(tokens.find("secret").unwrap().name, "duty");
        assert_eq!(tokens.find(""), None);
    }

    #[test]
    fn faults_are_told() {
        for (text, part) in [
            (one("\"all\""), "a list of the codes of districts"),
            (one("[]"), "a list of the codes of districts"),
            (one("\"*\"").replace("operator", "boss"), "boss"),
            (one("\"*\"").replace("duty", "system"), "the host signs with it"),
            (one("\"*\"").replace("duty", "owner"), "the host signs with it"),
            (one("\"*\"").replace("duty", "Duty Desk"), "can't name a token"),
            (one("\"*\"").replace("hash", "hsah"), "hsah"),
            (one("\"*\"").replace(&blake3::hash(b"secret").to_hex().to_string(), "12"), "64 hexadecimal"),
            (one("\"*\"") + &one("\"*\""), "two tokens are named `duty`"),
        ] {
            let told = Tokens::parse(&text).unwrap_err();
            assert!(told.contains(part), "{told}");
        }
    }
}
