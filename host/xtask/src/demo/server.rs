//! The demo's server: `wardroom serve` as a child, started, asked through the program's own commands, and stopped.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::interrupt::Interrupt;
use crate::program::{command, output, wardroom};

pub struct Server {
    child: Child,
    url: String,
    /// The owner's token.
    token: String,
}

impl Server {
    /// Starts it and returns when it answers.
    pub fn start(data: &Path, listen: &str, interrupt: &Interrupt) -> Result<Server> {
        let mut child = command(wardroom(), ["serve", "--log", "warn", "--listen", listen, "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .context("`wardroom serve` could not be started")?;
        let lines = read_lines(child.stdout.take().context("stdout is piped")?);
        let mut server = Server { child, url: String::new(), token: String::new() };
        while !interrupt.came() {
            match lines.recv_timeout(Duration::from_millis(50)) {
                Ok(line) => {
                    if let Some(url) = line.strip_prefix("listening on ") {
                        server.url = url.trim().to_owned();
                        let token = std::fs::read_to_string(data.join("owner.token"));
                        server.token = token.context("the owner's token can't be read")?.trim_end().to_owned();
                        return Ok(server);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => bail!("`wardroom serve` ended: {}", server.child.wait()?),
            }
        }
        bail!("interrupted before the server was up")
    }

    /// `http://127.0.0.1:7350`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The owner's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// A command of the program that asks this server.
    pub fn asking(&self, words: &[&str]) -> Command {
        let mut command = command(wardroom(), words);
        command.env("WARDROOM_SERVER", &self.url).env("WARDROOM_TOKEN", &self.token);
        command
    }

    /// Asks it and reads the JSON of the answer, with texts in the language of the demo's own sentences.
    pub fn ask(&self, words: &[&str]) -> Result<Value> {
        let text = output(self.asking(words).args(["--json", "--lang", "en"]))?;
        serde_json::from_str(&text).with_context(|| format!("`wardroom {}` did not print JSON", words.join(" ")))
    }

    /// Asks it to stop and waits until it has answered what it had begun.
    pub fn stop(mut self) -> Result<()> {
        if self.child.try_wait()?.is_none() {
            // It may have ended in between, and then there is nobody to tell.
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        }
        let status = self.child.wait()?;
        if !status.success() {
            bail!("`wardroom serve` failed: {status}");
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` there is nothing left to kill; after an error nothing may stay behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a child's lines on a thread, to its end, so that it never waits for us.
fn read_lines(stdout: ChildStdout) -> Receiver<String> {
    let (to, lines) = sync_channel(1);
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Nobody listens any more once it is up.
            let _ = to.send(line);
        }
    });
    lines
}
