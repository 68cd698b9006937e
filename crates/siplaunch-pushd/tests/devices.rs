//! `siplaunch-pushd devices` as a shell runs it.
#![cfg(unix)]

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

const TOKEN: &str = "Token-of_Google:12345";

/// A folder with a configuration and its store.
struct Shell(TempDir);

impl Shell {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let account = folder.path().join("account.json");
        fs::write(&account, "{}").expect("written");
        fs::set_permissions(&account, fs::Permissions::from_mode(0o600)).expect("it is ours");
        let place = folder.path().display();
        let config = format!(
            "pushd:\n  fcm:\n    service_account: {place}/account.json\n  store: sqlite:{place}/devices.db\n  \
             sip:\n    listen: 127.0.0.1:5070\n    trusted_proxies: [127.0.0.1]\n"
        );
        fs::write(folder.path().join("config.yml"), config).expect("written");
        Self(folder)
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Exit status, standard output, standard error. No token is in either.
    fn devices(&self, args: &[&str], stdin: &str) -> (i32, String, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_siplaunch-pushd"))
            .args(["--config", "config.yml", "devices"])
            .args(args)
            .current_dir(self.folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Those who read nothing end before all is written.
        _ = child.stdin.take().expect("piped").write_all(stdin.as_bytes());
        let done = child.wait_with_output().expect("it ends");
        let [stdout, stderr] = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
        assert!(!stdout.contains("Token") && !stderr.contains("Token"), "{stdout}\n{stderr}");
        (done.status.code().expect("it ends by itself"), stdout, stderr)
    }

    fn done(&self, args: &[&str], stdin: &str) -> String {
        let (status, stdout, stderr) = self.devices(args, stdin);
        assert_eq!((status, stderr.as_str()), (0, ""), "{args:?}");
        stdout
    }

    fn failed(&self, args: &[&str], stdin: &str) -> String {
        let (status, stdout, stderr) = self.devices(args, stdin);
        assert_eq!((status, stdout.as_str()), (1, ""), "{args:?}\n{stderr}");
        stderr
    }
}

#[test]
fn a_device_is_added_shown_and_deleted() {
    let shell = Shell::new();
    assert_eq!(shell.done(&["list"], ""), "");
    let google = ["add", "alice@example.org", "--provider", "fcm", "--app", "example-project", "--device-id", "7"];
    let added = shell.done(&google, &format!("{TOKEN}\n"));
    let file = shell.folder().join("token");
    fs::write(&file, "00FF").unwrap();
    let apple = ["add", "bob@example.org", "--provider", "apns", "--purpose", "calls", "--token-file", "token"];
    shell.done(&apple, "");

    assert_eq!(shell.done(&["show", "alice@Example.ORG"], ""), added);
    assert!(
        added.ends_with("  fcm           both      alice@example.org  app example-project  device id 7\n"),
        "{added}"
    );
    let list = shell.done(&["list"], "");
    assert_eq!(list.lines().count(), 2);
    assert!(list.contains(&added), "{list}");

    let id = &added[..16];
    for (args, devices) in [(&["list", "--json"][..], 2), (&["show", "alice@example.org", "--json"], 1)] {
        let lines = shell.done(args, "");
        let json: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(json.len(), devices);
        let google = json.iter().find(|device| device["id"] == id).unwrap();
        assert_eq!(google["subscriber"], "alice@example.org");
        assert_eq!([&google["provider"], &google["purpose"], &google["app"]], ["fcm", "both", "example-project"]);
        assert_eq!(google["device_id"], "7");
    }

    assert!(shell.failed(&["delete", "alice@example.org", "0123456789abcdef"], "").contains("no device with this id"));
    assert_eq!(shell.done(&["delete", "alice@example.org", id], ""), "deleted 1\n");
    assert!(shell.failed(&["delete", "alice@example.org"], "").contains("has no device"));
    assert_eq!(shell.done(&["delete", "bob@example.org"], ""), "deleted 1\n");
    assert_eq!(shell.done(&["list"], ""), "");
}

#[test]
fn wrong_devices_are_refused() {
    let shell = Shell::new();
    for (args, token, reason) in [
        (&["add", "alice", "--provider", "fcm"][..], TOKEN, "user@domain"),
        (&["add", "alice@example.org", "--provider", "apns"], "00ff", "--purpose is missing"),
        (&["add", "alice@example.org", "--provider", "apns", "--purpose", "calls"], TOKEN, "token is wrong"),
        (&["add", "alice@example.org", "--provider", "fcm"], "", "token is wrong"),
        (&["add", "alice@example.org", "--provider", "fcm", "--token-file", "none"], "", "none cannot be read"),
    ] {
        let error = shell.failed(args, token);
        assert!(error.contains(reason), "{error}");
    }
    assert_eq!(shell.done(&["list"], ""), "");
}

#[test]
fn the_store_belongs_to_its_owner_alone() {
    let shell = Shell::new();
    shell.done(&["list"], "");
    let mode = fs::metadata(shell.folder().join("devices.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn csv_is_imported_and_wrong_rows_are_reported_by_line() {
    let shell = Shell::new();
    let csv = "\
reg_id,type,username,domain,device_id,apns_type,timestamp
00ff,apns,alice,example.org,1,voip,2024-09-19 12:00:00
01ff,apns,alice,example.org,1,plain,2024-09-19 12:00:00
Token-1,gcm,\"bob \"\"b\"\"\",example.org,,,
Token-2,gcm,bob,example.org,,,
Token-3,webpush,bob,example.org,,,1
Token-4,fcm,,,,,1
Token-5,fcm
\"Token
6\",fcm,bob,example.org,,,1
Token-7,fcm,carol,example.org,,,1800000000
";
    let import = ["import", "--apns-app", "org.example.phone", "--fcm-app", "example-project"];
    let (status, stdout, stderr) = shell.devices(&import, csv);
    assert_eq!(status, 1);
    assert_eq!(stdout, "imported 4, skipped 0 that newer devices replaced, refused 5\n");
    let lines: Vec<_> = stderr.lines().collect();
    assert_eq!(lines.len(), 6, "{stderr}");
    for (line, start) in lines.iter().zip([
        "line 4: the subscriber must be",
        "line 6: type is wrong",
        "line 7: username or domain is missing",
        "line 8: the row is malformed",
        "line 9: the token is wrong",
        "siplaunch-pushd: 5 rows are no devices",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    let alice = shell.done(&["show", "alice@example.org"], "");
    assert_eq!(alice.matches("2024-09-19T12:00:00Z  apns ").count(), 2, "{alice}");
    assert_eq!(alice.matches("app org.example.phone  device id 1").count(), 2, "{alice}");
    assert!(shell.done(&["show", "carol@example.org"], "").contains("2027-01-15T08:00:00Z  fcm "));

    // Again, from a file, after Alice's phone got another token for calls.
    let new = ["add", "alice@example.org", "--provider", "apns", "--purpose", "calls", "--device-id", "1"];
    shell.done(&new, "02ff");
    fs::write(shell.folder().join("good.csv"), csv.lines().take(3).collect::<Vec<_>>().join("\n")).unwrap();
    let imported = shell.done(&["import", "good.csv", "--apns-app", "org.example.phone"], "");
    assert_eq!(imported, "imported 1, skipped 1 that newer devices replaced, refused 0\n");
    assert_eq!(shell.done(&["show", "alice@example.org"], "").lines().count(), 2);
}

#[test]
fn an_import_without_its_columns_or_with_a_password_is_refused() {
    let shell = Shell::new();
    let (status, _, stderr) = shell.devices(&["import"], "token,type,username,domain\nToken-1,fcm,a,b\n");
    assert_eq!(status, 1);
    assert!(stderr.contains("reg_id is missing"), "{stderr}");
    for url in ["mysql://root:Token-secret@127.0.0.1", "postgres://root@127.0.0.1", "devices.csv"] {
        let (status, _, stderr) = shell.devices(&["import", "--from", url], "");
        assert_eq!(status, 1);
        assert!(
            stderr.contains("--from must not hold the password") || stderr.contains("--from needs the URL"),
            "{stderr}"
        );
    }
}
