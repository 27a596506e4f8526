//! The cache of compiled code: one file for each component, in a folder of the engine version that made it. The code runs
//! outside any sandbox's checks, so a file counts only if its keyed hash is right; one that is damaged is thrown away.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use domain::ids::Digest;
use domain::ports::Wanted;
use wasmtime::Engine;

use crate::compiler::Compiler;

/// Length of the keyed hash in front of the code.
const MAC_BYTES: usize = 32;
/// The file of the host's secret key, in the cache folder.
const KEY_FILE: &str = "key";

/// Machine code that this host compiled itself.
pub(crate) struct OwnCode(Vec<u8>);

impl OwnCode {
    /// Compiles a component. Takes from 50 ms to many seconds.
    pub(crate) fn compile(compiler: &Compiler, component: &[u8], wanted: Wanted<'_>) -> Result<OwnCode, String> {
        compiler.compile(component, wanted).map(OwnCode)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

pub(crate) struct CodeCache {
    folder: PathBuf,
    key: [u8; 32],
}

impl CodeCache {
    /// Opens or makes the cache under `root`. Code of other engine versions goes: it can be made again.
    pub(crate) fn open(root: &Path, engine: &Engine) -> io::Result<CodeCache> {
        private_folder(root)?;
        let key = read_or_draw_key(&root.join(KEY_FILE))?;
        let version = engine_version(engine);
        for entry in fs::read_dir(root)? {
            let entry = entry?;
            if entry.file_name() != version.as_str() && entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            }
        }
        let folder = root.join(version);
        private_folder(&folder)?;
        Ok(CodeCache { folder, key })
    }

    pub(crate) fn path(&self, component: Digest) -> PathBuf {
        self.folder.join(format!("{component}.cwasm"))
    }

    /// The code of a component. A file that is not as it was written is removed.
    pub(crate) fn get(&self, component: Digest) -> Option<OwnCode> {
        let path = self.path(component);
        let mut bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "compiled plugin cannot be read");
                return None;
            }
        };
        if let Some((mac, code)) = bytes.split_at_checked(MAC_BYTES)
            && blake3::Hash::from_slice(mac).is_ok_and(|mac| mac == self.mac(component, code))
        {
            bytes.drain(..MAC_BYTES);
            return Some(OwnCode(bytes));
        }
        tracing::warn!(path = %path.display(), "compiled plugin is damaged: thrown away, it will be compiled anew");
        self.remove(component);
        None
    }

    /// Keeps code. A power cut may lose it, which costs a compilation.
    pub(crate) fn put(&self, component: Digest, code: &OwnCode) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(MAC_BYTES + code.0.len());
        bytes.extend_from_slice(self.mac(component, &code.0).as_bytes());
        bytes.extend_from_slice(&code.0);
        write_private(&self.path(component), &bytes)
    }

    pub(crate) fn remove(&self, component: Digest) {
        let path = self.path(component);
        if let Err(error) = fs::remove_file(&path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(path = %path.display(), %error, "compiled plugin cannot be removed");
        }
    }

    /// Removes the code of all other components. It can be made again.
    pub(crate) fn keep_only(&self, components: &BTreeSet<Digest>) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let code = path.extension().is_some_and(|end| end == "cwasm");
            let of = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse::<Digest>().ok());
            if let Some(component) = of.filter(|of| code && !components.contains(of)) {
                self.remove(component);
            }
        }
    }

    /// Binds the code to its component, so that no file can stand in for another.
    fn mac(&self, component: Digest, code: &[u8]) -> blake3::Hash {
        blake3::Hasher::new_keyed(&self.key).update(&component.0).update(code).finalize()
    }
}

/// Makes a folder that only this user may enter, or takes the others' rights off one that exists.
fn private_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if fs::metadata(folder)?.mode() & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// The secret key. One that others could have read, or that is not whole, is replaced, and with it falls all cached code.
fn read_or_draw_key(path: &Path) -> io::Result<[u8; 32]> {
    if let Ok(metadata) = fs::metadata(path)
        && metadata.mode() & 0o077 == 0
        && let Ok(key) = fs::read(path)
        && let Ok(key) = key.try_into()
    {
        return Ok(key);
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| io::Error::other(error.to_string()))?;
    write_private(path, &key)?;
    Ok(key)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    fs::remove_file(&temporary)
        .or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    file.write_all(bytes)?;
    fs::rename(&temporary, path)
}

/// A name for everything that the compiled code depends on: wasmtime's version, its settings, the processor's abilities.
fn engine_version(engine: &Engine) -> String {
    struct Blake3(blake3::Hasher);

    impl Hasher for Blake3 {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }

        fn finish(&self) -> u64 {
            u64::from_le_bytes(self.0.finalize().as_bytes()[..8].try_into().unwrap_or_default())
        }
    }

    let mut hasher = Blake3(blake3::Hasher::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.0.finalize().to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: Digest = Digest([7; 32]);

    fn cache(root: &Path) -> CodeCache {
        CodeCache::open(root, &Engine::default()).unwrap()
    }

    fn code() -> OwnCode {
        OwnCode(b"machine code".to_vec())
    }

    #[test]
    fn code_comes_back_as_it_was_put() {
        let root = tempfile::tempdir().unwrap();
        cache(root.path()).put(DIGEST, &code()).unwrap();
        assert_eq!(cache(root.path()).get(DIGEST).unwrap().bytes(), b"machine code");
        assert!(cache(root.path()).get(Digest([8; 32])).is_none());
    }

    #[test]
    fn each_flipped_byte_and_each_cut_is_noticed_and_the_file_thrown_away() {
        let root = tempfile::tempdir().unwrap();
        let cache = cache(root.path());
        cache.put(DIGEST, &code()).unwrap();
        let path = cache.path(DIGEST);
        let good = fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            for bad in [bad, good[..at].to_vec()] {
                fs::write(&path, bad).unwrap();
                assert!(cache.get(DIGEST).is_none(), "byte {at}");
                assert!(!path.exists(), "byte {at}");
            }
        }
    }

    #[test]
    fn code_of_another_component_or_under_another_key_does_not_count() {
        let root = tempfile::tempdir().unwrap();
        let first = cache(root.path());
        first.put(DIGEST, &code()).unwrap();
        fs::copy(first.path(DIGEST), first.path(Digest([8; 32]))).unwrap();
        assert!(first.get(Digest([8; 32])).is_none());

        fs::remove_file(root.path().join(KEY_FILE)).unwrap();
        assert!(cache(root.path()).get(DIGEST).is_none());
    }

    #[test]
    fn only_the_host_may_read_or_write_it() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("cache");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        let cache = cache(&folder);
        cache.put(DIGEST, &code()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&cache.folder), 0o700);
        assert_eq!(mode(&folder.join(KEY_FILE)), 0o600);
        assert_eq!(mode(&cache.path(DIGEST)), 0o600);
    }

    #[test]
    fn a_key_that_others_could_read_is_replaced() {
        let root = tempfile::tempdir().unwrap();
        cache(root.path()).put(DIGEST, &code()).unwrap();
        fs::set_permissions(root.path().join(KEY_FILE), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(cache(root.path()).get(DIGEST).is_none());
    }

    #[test]
    fn code_of_another_engine_version_goes() {
        let root = tempfile::tempdir().unwrap();
        let old = root.path().join("0123456789abcdef0123456789abcdef");
        fs::create_dir(&old).unwrap();
        cache(root.path());
        assert!(!old.exists());
    }
}
