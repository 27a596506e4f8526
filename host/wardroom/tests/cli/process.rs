//! Running the program: a finished run with its output, and a server that is stopped when it goes.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A run that has ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Its result, which has to be one line of JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.json_of_failure()
    }

    #[track_caller]
    pub fn json_of_failure(&self) -> Value {
        assert_eq!(self.stdout.lines().count(), 1, "one line of JSON is wanted: {self:?}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub fn done(self) -> Ran {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// It failed as it should, and its words hold these.
    #[track_caller]
    pub fn refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is not said: {self:?}");
        }
    }
}

/// The program with nothing of the tester's own environment in it.
pub fn command<S: AsRef<OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wardroom"));
    for name in [
        "WARDROOM_LANG",
        "WARDROOM_SERVER",
        "WARDROOM_DATA",
        "WARDROOM_TOKEN",
        "WARDROOM_COUNTY",
        "LC_ALL",
        "LC_MESSAGES",
        "COLUMNS",
    ] {
        command.env_remove(name);
    }
    command.env("XDG_RUNTIME_DIR", runtime_folder());
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command.env("LANG", "C").env("USER", "tester").args(arguments).stdin(Stdio::null());
    command
}

/// One for all servers of these tests.
fn runtime_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runtime");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

pub fn run<S: AsRef<OsStr>>(arguments: &[S]) -> Ran {
    finish(command(arguments))
}

pub fn finish(mut command: Command) -> Ran {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    Ran { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A server on a port of its own choice.
pub struct Server {
    child: Child,
    pub url: String,
    data: PathBuf,
}

impl Server {
    pub fn start(data: &Path, more: &[&str]) -> Server {
        Server::start_in(data, more, &[])
    }

    /// Starts it in an environment with these variables.
    pub fn start_in(data: &Path, more: &[&str], environment: &[(&str, &str)]) -> Server {
        let folder = data;
        let data = data.to_str().expect("a temporary folder's name is UTF-8");
        let mut arguments = vec!["serve", "--data", data, "--listen", "127.0.0.1:0"];
        arguments.extend(more);
        let mut serve = command(&arguments);
        serve.envs(environment.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = serve.spawn().expect("serve starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("serve says where it listens");
        let url = line.trim_end().strip_prefix("listening on ").unwrap_or_else(|| panic!("serve said `{line}`"));
        Server { child, url: url.to_owned(), data: folder.to_owned() }
    }

    /// Runs the program against this server.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = command(arguments);
        command.env("WARDROOM_SERVER", &self.url);
        finish(command)
    }

    /// Its number at the system's.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// GET of a path with the owner's token: the JSON of the answer.
    pub fn get(&self, path: &str) -> Value {
        let token = std::fs::read_to_string(self.data.join("owner.token")).expect("the owner's token");
        let mut stream = std::net::TcpStream::connect(self.url.trim_start_matches("http://")).expect("a connection");
        let token = token.trim_end();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n")
            .expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// SIGTERM; the exit code.
    pub fn stop(mut self) -> i32 {
        let pid = self.child.id().to_string();
        let killed = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        assert!(killed.success());
        self.child.wait().expect("serve ends").code().unwrap_or(-1)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone after `stop`; a failed test leaves nothing behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
