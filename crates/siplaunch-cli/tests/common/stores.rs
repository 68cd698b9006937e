//! Claim stores, and launch handlers with them.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use rustix::process::Signal;
use tempfile::TempDir;

use super::{
    portal::{Portal, query},
    process::{Process, capture, free_address},
    siplaunch::{BINARY, Server},
    text,
};

/// A Redis server with its files in a folder.
pub(crate) struct Redis {
    folder: TempDir,
    options: Vec<String>,
    pub(crate) address: SocketAddr,
    process: Option<Process>,
}

impl Redis {
    pub(crate) fn start(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = options.iter().map(|&option| option.into()).collect();
        let mut redis = Self { folder, options, address: free_address(), process: None };
        redis.run();
        redis
    }

    /// Starts it on the address and the files from before.
    pub(crate) fn run(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--save", "", "--port"]).arg(self.address.port().to_string());
        command.arg("--dir").arg(self.folder.path()).args(&self.options).stdout(Stdio::null());
        let mut process = Process::start(&mut command, "redis-server");
        process.wait_listening(self.address);
        self.process = Some(process);
    }

    /// Ends it at once.
    pub(crate) fn kill(&mut self) {
        drop(self.process.take());
    }

    /// Deletes the files of one that does not run.
    pub(crate) fn lose_data(&self) {
        for entry in fs::read_dir(self.folder.path()).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() { fs::remove_dir_all(entry) } else { fs::remove_file(entry) }.expect("removed");
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        self.process.as_ref().expect("it runs").signal(signal);
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://{}", self.address)
    }
}

/// A portal whose links are claimed in a store.
pub(crate) struct Shop {
    pub(crate) portal: Portal,
    pub(crate) redis: Option<Redis>,
    pub(crate) claims: String,
}

impl Shop {
    pub(crate) fn on_sqlite() -> Self {
        let portal = Portal::new();
        let claims = format!("sqlite:{}", portal.folder.path().join("claims.db").display());
        Self { portal, redis: None, claims }
    }

    pub(crate) fn on_redis(options: &[&str]) -> Self {
        let redis = Redis::start(options);
        let shop = Self { portal: Portal::new(), claims: redis.url(), redis: Some(redis) };
        shop.command(&["claims", "init"]);
        shop
    }

    pub(crate) fn on_each() -> [Self; 2] {
        [Self::on_sqlite(), Self::on_redis(&[])]
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.portal.folder.path().join("claims.db")
    }

    pub(crate) fn redis(&mut self) -> &mut Redis {
        self.redis.as_mut().expect("a shop on Redis")
    }

    pub(crate) fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    pub(crate) fn serve_with(&self, options: &[&str]) -> Server {
        self.serve_by(&mut Command::new(BINARY), options)
    }

    /// Starts the server by a command that ends in the program's path.
    pub(crate) fn serve_by(&self, command: &mut Command, options: &[&str]) -> Server {
        command.arg("serve").arg("--key-file").arg(self.portal.keys()).arg("--brand-file").arg(self.portal.brand());
        Server::start_by(command.args(options).env("SIPLAUNCH_CLAIMS", &self.claims))
    }

    /// Runs a subcommand with the store.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        capture(Command::new(BINARY).args(args).env("SIPLAUNCH_CLAIMS", &self.claims), "")
    }

    /// Runs a subcommand that succeeds, and returns its output.
    pub(crate) fn command(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout).to_owned()
    }
}

/// The target of a link's request.
pub(crate) fn target(link: &str) -> String {
    format!("/p?{}", query(link))
}
