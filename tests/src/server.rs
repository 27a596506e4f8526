//! A `wardroom serve` process with a data directory: started, asked, stopped politely or killed. Dropping it kills it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;

pub struct Server {
    child: Child,
    url: String,
    agent: ureq::Agent,
    /// `Bearer` and the owner's token.
    owner: String,
}

impl Server {
    /// Starts a server on a port of its own choice and returns once it answers.
    pub fn start(data: &Path) -> Server {
        Server::start_with(data, &[])
    }

    /// The same with more arguments to `serve`.
    pub fn start_with(data: &Path, arguments: &[&str]) -> Server {
        Server::launch(Command::new(crate::wardroom()), data, arguments)
    }

    /// The same in a system that grants it so many descriptors and no more.
    pub fn start_under(descriptors: u64, data: &Path, arguments: &[&str]) -> Server {
        let mut limited = Command::new("sh");
        limited.arg("-c").arg(format!("ulimit -n {descriptors} && exec \"$0\" \"$@\"")).arg(crate::wardroom());
        Server::launch(limited, data, arguments)
    }

    fn launch(mut program: Command, data: &Path, arguments: &[&str]) -> Server {
        let mut child = program
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("wardroom serve");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let url = listening(&mut stdout);
        // Whatever it writes later must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let token = std::fs::read_to_string(data.join("owner.token")).expect("the owner's token");
        Server { child, url, agent, owner: format!("Bearer {}", token.trim_end()) }
    }

    /// Its number at the system's.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Processor time that it has used, seconds.
    pub fn cpu_s(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("Linux");
        // After the program's name in brackets: state first, user and system time as the 12th and 13th, in ticks.
        let after = stat.rsplit(')').next().expect("a name in brackets");
        let ticks: u64 =
            after.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("ticks")).sum();
        ticks as f64 / rustix::param::clock_ticks_per_second() as f64
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// GET of a path: status and body, `null` if that is no JSON. `None`: the connection broke.
    pub fn get(&self, path: &str) -> Option<(u16, Value)> {
        answer(self.agent.get(format!("{}{path}", self.url)).header("Authorization", &self.owner).call())
    }

    /// POST of a body to a path, with an idempotency key if one is given.
    pub fn post(&self, path: &str, key: Option<&str>, body: &Value) -> Option<(u16, Value)> {
        let mut request = self.agent.post(format!("{}{path}", self.url)).header("Authorization", &self.owner);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        answer(request.send_json(body))
    }

    /// PUT of a body to a path.
    pub fn put(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        answer(self.agent.put(format!("{}{path}", self.url)).header("Authorization", &self.owner).send_json(body))
    }

    /// SIGKILL while others still talk to it; [`Server::kill`] then waits for its end.
    pub fn strike(&self) {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::KILL).expect("SIGKILL");
    }

    /// SIGKILL: it gets no word in.
    pub fn kill(mut self) {
        self.child.kill().expect("kill");
        self.child.wait().expect("wait");
    }

    /// SIGTERM, and how it ended.
    pub fn stop(mut self) -> ExitStatus {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("SIGTERM");
        self.child.wait().expect("wait")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone after `kill` and `stop`; a failed test leaves nothing behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listening(stdout: &mut impl BufRead) -> String {
    let mut said = String::new();
    loop {
        let start = said.len();
        let read = stdout.read_line(&mut said).expect("stdout of wardroom serve");
        assert!(read > 0, "wardroom serve ended before it listened; it said: {said}");
        if let Some(url) = said[start..].trim().strip_prefix("listening on ") {
            return url.to_owned();
        }
    }
}

fn answer(answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<(u16, Value)> {
    let mut response = answered.ok()?;
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
}
