//! `siplaunch-pushd --check` as a shell runs it.
#![cfg(unix)]

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output},
};

const HANDBOOK: &str = include_str!("config/handbook.yml");
const EFFECTIVE: &str = include_str!("config/handbook.effective.yml");
const WARNINGS: &str = include_str!("config/handbook.warnings");
const EXAMPLE: &str = include_str!("../../../packaging/siplaunch-pushd.yml");
const CERTIFICATE: &str = "/etc/ssl/private/your.phone.push.dev.pem";

fn run(folder: &Path, args: &[&str]) -> Output {
    let command = Command::new(env!("CARGO_BIN_EXE_siplaunch-pushd")).current_dir(folder).args(args).output();
    command.expect("the program starts")
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

/// The result of `--check`: exit status, standard output, standard error.
fn check(folder: &Path, file: &str) -> (i32, String, String) {
    let output = run(folder, &["--check", "--config", file]);
    let status = output.status.code().expect("it ends by itself");
    (status, text(&output.stdout).into(), text(&output.stderr).into())
}

#[test]
fn the_handbooks_file_as_it_is() {
    let (status, effective, findings) =
        check(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/config")), "handbook.yml");
    // The handbook's certificate is a file of the reader's.
    assert_eq!(status, 1, "{findings}");
    assert_eq!(effective, EFFECTIVE);
    for line in WARNINGS.lines() {
        assert!(findings.contains(line), "{line}\n{findings}");
    }
    assert!(findings.contains("handbook.yml:3: error: `apns.certificate`"), "{findings}");
    assert!(findings.contains("no push service is left that works"), "{findings}");
}

#[test]
fn the_handbooks_file_with_its_certificate_in_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = secret_file(folder.path(), "phone.pem", &certificate());
    fs::write(folder.path().join("handbook.yml"), HANDBOOK.replace(CERTIFICATE, &certificate)).expect("written");
    let (status, effective, findings) = check(folder.path(), "handbook.yml");
    assert_eq!(findings, WARNINGS);
    assert_eq!(effective, EFFECTIVE.replace(CERTIFICATE, &certificate));
    assert_eq!(status, 0);
}

#[test]
fn the_example_of_the_package_loads_without_warnings() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut example = EXAMPLE.to_owned();
    let token = "0123456789abcdef".repeat(2);
    for (name, text) in
        [("AuthKey_ABCDE12345.p8", apple_key()), ("service-account.json", service_account()), ("http.token", token)]
    {
        let (path, file) = (format!("/etc/siplaunch-pushd/{name}"), secret_file(folder.path(), name, &text));
        assert!(example.contains(&path), "{path}");
        example = example.replace(&path, &file);
    }
    fs::write(folder.path().join("example.yml"), example).expect("written");
    let (status, effective, findings) = check(folder.path(), "example.yml");
    assert_eq!((status, findings.as_str()), (0, ""));
    // What it prints is a configuration too.
    fs::write(folder.path().join("again.yml"), &effective).expect("written");
    assert_eq!(check(folder.path(), "again.yml"), (0, effective, String::new()));
}

#[test]
fn errors_have_file_line_and_status() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("bad.yml"), "pushd:\n  port: x\n  wait: y\n").expect("written");
    let (status, effective, findings) = check(folder.path(), "bad.yml");
    assert_eq!((status, effective.as_str()), (1, ""));
    assert!(findings.starts_with("bad.yml:2: error: "), "{findings}");
    assert!(findings.contains("\nbad.yml:3: error: "), "{findings}");
    let (status, _, findings) = check(folder.path(), "none.yml");
    assert_eq!(status, 1);
    assert!(findings.starts_with("none.yml: error: the configuration file cannot be read"), "{findings}");
}

#[test]
fn wrong_usage_has_status_2() {
    for args in [&["--chek"][..], &["--check", "devices", "list"], &["--check", "--drain"], &["devices"], &["try"]] {
        let output = run(Path::new("."), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn a_key_file_with_something_else_in_it_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = secret_file(folder.path(), "phone.pem", "a text");
    fs::write(folder.path().join("handbook.yml"), HANDBOOK.replace(CERTIFICATE, &certificate)).expect("written");
    let (status, effective, findings) = check(folder.path(), "handbook.yml");
    assert_eq!((status, effective), (1, EFFECTIVE.replace(CERTIFICATE, &certificate)));
    assert!(findings.contains("siplaunch-pushd: apns.certificate"), "{findings}");
}

/// A client certificate with its key.
fn certificate() -> String {
    let made = rcgen::generate_simple_self_signed(["phone.example.org".into()]).expect("a certificate");
    made.cert.pem() + &made.signing_key.serialize_pem()
}

fn apple_key() -> String {
    rcgen::KeyPair::generate().expect("a key").serialize_pem()
}

fn service_account() -> String {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).expect("a key").serialize_pem();
    serde_json::json!({
        "type": "service_account",
        "project_id": "phone",
        "private_key_id": "1",
        "private_key": key,
        "client_email": "push@phone.iam.gserviceaccount.com",
        "token_uri": "https://oauth2.googleapis.com/token",
    })
    .to_string()
}

/// A file of mode 0600; its path.
fn secret_file(folder: &Path, name: &str, text: &str) -> String {
    use std::os::unix::fs::OpenOptionsExt as _;

    let path = folder.join(name);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).expect("made");
    file.write_all(text.as_bytes()).expect("written");
    path.to_str().expect("UTF-8").into()
}
