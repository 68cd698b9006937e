//! Real MariaDB and PostgreSQL servers of Debian's packages, each on a free port and in a folder of its own.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sqlx::{AnyConnection, Connection, Executor};
use tempfile::TempDir;

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    MariaDb,
    PostgreSql,
}

/// A server; it is killed at the end.
pub(crate) struct Server {
    kind: Kind,
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Server {
    /// Makes a server's files, starts it, and makes the database `push`.
    pub(crate) async fn start(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { kind, folder, port, child: None };
        server.make_files();
        server.start_again().await;
        server.admin("CREATE DATABASE push").await;
        server
    }

    /// The URL of the database `push`.
    pub(crate) fn url(&self) -> String {
        self.url_of("push")
    }

    pub(crate) fn url_of(&self, database: &str) -> String {
        let (scheme, user) = match self.kind {
            Kind::MariaDb => ("mysql", "root"),
            Kind::PostgreSql => ("postgres", "postgres"),
        };
        format!("{scheme}://{user}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements outside of `push`.
    pub(crate) async fn admin(&self, statements: &'static str) {
        let database = match self.kind {
            Kind::MariaDb => "mysql",
            Kind::PostgreSql => "postgres",
        };
        let mut connection = AnyConnection::connect(&self.url_of(database)).await.unwrap();
        connection.execute(sqlx::raw_sql(statements)).await.unwrap();
    }

    /// The id of the server's process.
    pub(crate) fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// The size of the tables' files, logs apart.
    pub(crate) fn bytes(&self) -> u64 {
        let folder = match self.kind {
            Kind::MariaDb => self.data().join("push"),
            Kind::PostgreSql => self.data().join("base"),
        };
        let mut bytes = 0;
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                match entry.metadata().unwrap() {
                    metadata if metadata.is_dir() => folders.push(entry.path()),
                    metadata => bytes += metadata.len(),
                }
            }
        }
        bytes
    }

    /// Kills the server without warning: its connections break.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Sends a signal to the server: STOP freezes it, its connections stay open; CONT lets it go on.
    pub(crate) fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args(["-s", signal, &self.id().to_string()]).status().unwrap().success());
    }

    /// Starts the server with the files that it has, and waits until it answers.
    pub(crate) async fn start_again(&mut self) {
        let log = File::create(self.folder.path().join("log")).unwrap();
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        self.child = Some(command.spawn().expect("the server's Debian package must be installed"));
        sqlx::any::install_default_drivers();
        let url = self.url_of(if matches!(self.kind, Kind::MariaDb) { "mysql" } else { "postgres" });
        let started = Instant::now();
        while let Err(error) = AnyConnection::connect(&url).await {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap();
            assert!(started.elapsed() < Duration::from_secs(60), "{error}\n{log}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// MariaDB deletes at its start the temporary tables of all servers that share the folder.
    fn temporary(&self) -> String {
        format!("--tmpdir={}", self.folder.path().display())
    }

    fn make_files(&self) {
        let data = self.data();
        let mut command = match self.kind {
            Kind::MariaDb => {
                let mut command = Command::new("mariadb-install-db");
                command.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
                if is_root() {
                    command.arg("--user=root");
                }
                command.arg(format!("--datadir={}", data.display())).arg(self.temporary());
                command
            }
            Kind::PostgreSql => {
                let mut command = self.postgres("initdb");
                command.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
                command.arg(format!("--pgdata={}", data.display()));
                command
            }
        };
        let made = command.output().expect("the server's Debian package must be installed");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    fn command(&self) -> Command {
        let data = self.data();
        match self.kind {
            Kind::MariaDb => {
                let mut command = Command::new("mariadbd");
                command.args(["--no-defaults", "--bind-address=127.0.0.1", "--skip-name-resolve"]);
                if is_root() {
                    command.arg("--user=root");
                }
                command.arg(format!("--port={}", self.port));
                command.arg(format!("--datadir={}", data.display())).arg(self.temporary());
                command.arg(format!("--socket={}/socket", data.display()));
                command.arg(format!("--pid-file={}/pid", data.display()));
                command
            }
            Kind::PostgreSql => {
                let mut command = self.postgres("postgres");
                command.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
                command.arg("-D").arg(&data).arg("-k").arg(&data);
                command
            }
        }
    }

    /// A program of PostgreSQL, which refuses to run as root: then it is its package's user who runs it.
    fn postgres(&self, program: &str) -> Command {
        let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
            .expect("Debian's package postgresql must be installed")
            .map(|version| version.unwrap().path())
            .collect();
        versions.sort();
        let mut command = Command::new(versions.pop().unwrap().join("bin").join(program));
        if is_root() {
            let [user, group] = ["-u", "-g"].map(postgres_id);
            std::os::unix::fs::chown(self.folder.path(), Some(user), Some(group)).unwrap();
            command.uid(user).gid(group);
        }
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn is_root() -> bool {
    fs::metadata(Path::new("/proc/self")).unwrap().uid() == 0
}

fn postgres_id(option: &str) -> u32 {
    let id = Command::new("id").args([option, "postgres"]).output().unwrap();
    String::from_utf8(id.stdout).unwrap().trim().parse().unwrap()
}
