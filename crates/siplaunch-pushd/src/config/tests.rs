//! The handbook's file, its variants and its mutants. `tests/check.rs` has the whole command.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use siplaunch_push::Mode;

use super::{ApnsCredentials, Config, Finding, Severity, Understood, load};

const HANDBOOK: &str = include_str!("../../tests/config/handbook.yml");

fn understand(text: &str) -> (Config, Vec<Finding>) {
    let understood = Understood::parse(text).unwrap_or_else(|errors| panic!("{errors:?}"));
    (understood.config, understood.report.into_findings())
}

fn errors(text: &str) -> Vec<Finding> {
    let findings = Understood::parse(text).err().map(|errors| errors.0).unwrap_or_default();
    findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect()
}

/// The only error of a text: its line, if it has one, and its text.
fn error(text: &str) -> (Option<u64>, String) {
    let [Finding { line, text, .. }] = errors(text).try_into().unwrap_or_else(|errors| panic!("{errors:?}"));
    (line, text)
}

/// A block `pushd` that works, with more lines from line 4 on.
fn with(lines: &str) -> String {
    format!("pushd:\n  fcm:\n    service_account: /service-account.json\n{lines}")
}

#[test]
fn the_handbooks_block_loads_unchanged() {
    let (config, findings) = understand(HANDBOOK);
    let apns = config.apns.expect("the certificate is live");
    let ApnsCredentials::Certificate { file, key: None } = apns.credentials else { panic!("another credential") };
    assert_eq!(file.to_str(), Some("/etc/ssl/private/your.phone.push.dev.pem"));
    assert_eq!(apns.endpoint, "https://api.push.apple.com");
    assert!(config.fcm.is_none());
    assert_eq!(config.threads, 4);
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:45060");
    assert!(config.http.tls.is_none());
    assert_eq!(config.wait, Duration::from_secs(60));
    assert_eq!(config.mode, Mode::NoReg);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
}

#[test]
fn each_dead_entry_is_named_with_its_line_its_date_and_what_replaced_it() {
    let (_, findings) = understand(HANDBOOK);
    let expected = [
        (5, "`apns.endpoint`", "31 March 2021", "api.push.apple.com"),
        (6, "`apns.feedback_endpoint`", "31 March 2021", "answer to each push"),
        (7, "`apns.feedback_interval`", "31 March 2021", "answer to each push"),
        (9, "`apns.socket_timeout`", "31 March 2021", "wait of the call"),
        (12, "`gcm.enable`", "29 May 2019", "`fcm`"),
        (13, "`gcm.key`", "29 May 2019", "`fcm`"),
        (16, "`ssl`", "certificate", "plain HTTP"),
    ];
    assert_eq!(findings.len(), expected.len(), "{findings:?}");
    for (finding, (line, entry, date, instead)) in findings.iter().zip(expected) {
        assert_eq!(finding.line, Some(line), "{finding:?}");
        assert!([entry, date, instead].iter().all(|part| finding.text.contains(part)), "{finding:?}");
    }
    let legacy = with("    key: server-key\n    endpoint: https://fcm.googleapis.com/fcm/send\n");
    let (config, findings) = understand(&legacy);
    assert_eq!(config.fcm.expect("it is live").endpoint, "https://fcm.googleapis.com");
    for (finding, line) in findings.iter().zip([4, 5]) {
        assert_eq!(finding.line, Some(line));
        assert!(finding.text.contains("June 2024"), "{finding:?}");
    }
}

#[test]
fn the_block_loads_from_the_whole_configuration_of_a_carrier() {
    let others = "asterisk:\n  log: &log\n    - a\nkamailio: {lb: {debug: 'no', <<: {port: 5060}}, x: *log}\n";
    let (config, findings) = understand(&format!("---\n{others}{HANDBOOK}\nzzz: !tag [1, 2]\n"));
    assert_eq!(config.threads, 4);
    assert_eq!(findings[0].line, Some(10));
}

#[test]
fn nothing_live_says_which_lines_to_add() {
    let text = HANDBOOK.replace("'/etc/ssl/private/your.phone.push.dev.pem'", "''");
    let Err(errors) = Understood::parse(&text).expect("its entries are right").check_files() else {
        panic!("it loads")
    };
    let last = errors.0.last().expect("an error");
    assert_eq!(last.severity, Severity::Error);
    for line in ["block `apns`:\n", "    key_file: /", "    key_id: ", "    team_id: ", "    service_account: /"] {
        assert!(last.text.contains(line), "{last:?}");
    }
    // The lines are right as they are.
    let added = last.text.lines().filter(|line| line.starts_with("    ") && !line.contains("service_account"));
    let added = added.collect::<Vec<_>>().join("\n");
    let (config, _) = understand(&text.replace("  apns:\n", &format!("  apns:\n{added}\n")));
    assert!(matches!(config.apns.expect("it is live").credentials, ApnsCredentials::Key { .. }));
}

#[test]
fn files_are_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, config) = (folder.path().join("account.json"), folder.path().join("config.yml"));
    let text = with("").replace("/service-account.json", file.to_str().expect("ASCII"));
    fs::write(&config, text).expect("written");
    let missing = load(&config).err().expect("no such file").0;
    assert_eq!((missing[0].line, missing[0].severity), (Some(3), Severity::Error));
    assert!(missing[0].text.contains("does not exist"), "{missing:?}");
    fs::write(&file, "{}").expect("written");
    for (mode, warnings) in [(0o600, 0), (0o640, 0), (0o644, 1)] {
        fs::set_permissions(&file, PermissionsExt::from_mode(mode)).expect("permitted");
        let loaded = load(&config).unwrap_or_else(|errors| panic!("{errors:?}"));
        assert_eq!(loaded.warnings.len(), warnings, "{mode:o}");
    }
    fs::remove_file(&file).expect("removed");
    fs::create_dir(&file).expect("made");
    assert!(load(&config).err().expect("a folder").0[0].text.contains("folder"));
    assert!(load(folder.path()).err().expect("a folder").0[0].text.contains("cannot be read"));
}

#[test]
fn a_password_in_an_open_file_is_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.yml");
    fs::write(&config, with("  store: mysql://u:secret@h/d\n")).expect("written");
    for (mode, warnings) in [(0o640, 0), (0o644, 1)] {
        fs::set_permissions(&config, PermissionsExt::from_mode(mode)).expect("permitted");
        let understood = Understood::read(&config).unwrap_or_else(|errors| panic!("{errors:?}"));
        assert_eq!(understood.report.into_findings().len(), warnings, "{mode:o}");
    }
}

#[test]
fn switches_are_those_of_sip_carrier_and_of_yaml() {
    for (word, on) in [("'yes'", true), ("yes", true), ("true", true), ("True", true), ("'no'", false), ("off", false)]
    {
        let (config, _) = understand(&with(&format!("  sip:\n    enable: {word}\n")));
        assert_eq!(config.sip.is_some(), on, "{word}");
    }
    assert_eq!(error(&with("  sip:\n    enable: maybe\n")).0, Some(5));
    assert_eq!(error(&with("  enable: 'no'\n")).0, Some(4));
}

#[test]
fn a_wrong_value_is_an_error_with_its_line() {
    for (lines, line, expected) in [
        ("  port: 0\n", 4, "port"),
        ("  port: 65536\n", 4, "port"),
        ("  port: +1\n", 4, "port"),
        ("  processes: 0\n", 4, "threads"),
        ("  wait: 4m\n", 4, "180s"),
        ("  wait: 0\n", 4, "1s"),
        ("  wait: soon\n", 4, "1s"),
        ("  mode: sometimes\n", 4, "`push_then_reg`"),
        ("  store: devices.db\n", 4, "sqlite:"),
        ("  store: sqlite:devices.db\n", 4, "sqlite:"),
        ("  store: mysql:///devices\n", 4, "mysql:"),
        ("  store: mysql://user:p/a?ss@host/devices\n", 4, "%XX"),
        ("  store: mysql://user:p@ss/word@host/devices\n", 4, "%XX"),
        ("  store: mysql://user:pass#@host/devices\n", 4, "%XX"),
        ("  ca_file: ca.pem\n", 4, "whole path"),
        ("  http:\n    listen: localhost:80\n", 5, "127.0.0.1"),
        ("  http:\n    listen: 127.0.0.1:0\n", 5, "127.0.0.1"),
        ("  ssl: 'yes'\n  http:\n    listen: 192.0.2.1:443\n", 4, "    certificate: /"),
        ("  sip:\n    listen: 0.0.0.0:5070\n", 5, "`advertise`"),
        ("  sip:\n    advertise: 0.0.0.0:5070\n", 5, "address"),
        ("  sip:\n    max_calls: 0\n", 5, "1000000"),
        ("  sip:\n    trusted_proxies:\n    - 192.0.2.1\n    - proxy.example\n", 7, "192.0.2.0/24"),
        ("  sip:\n    trusted_proxies: []\n", 5, "empty"),
        ("  early_media:\n    file: /a.wav\n    ports: 40000\n", 6, "40000-40999"),
        ("  early_media:\n    file: /a.wav\n    ports: 40000-40001\n", 6, "40000-40999"),
        ("  early_media:\n    file: /a.wav\n    ports: 80-90\n", 6, "1024"),
        ("  early_media:\n    file: /a.wav\n    address: here\n", 6, "192.0.2.1"),
        ("    endpoint: http://fcm.googleapis.com\n", 4, "https"),
        ("    endpoint: https://fcm.googleapis.com:port\n", 4, "https"),
        ("    token_endpoint: https://user@example.org/token\n", 4, "https"),
        ("  apns:\n    certificate: /c.pem\n    environment: test\n", 6, "sandbox"),
        ("  apns:\n    certificate: /c.pem\n    topic: phone\n", 6, "bundle"),
        ("  apns:\n    key_file: /k.p8\n    key_id: abcde12345\n    team_id: FGHIJ67890\n", 6, "10 capital"),
        ("  apns:\n    key_file: /k.p8\n    key_id: ABCDE12345\n    team_id: FGHIJ6789\n", 7, "10 capital"),
        ("  apns:\n    key_file: /k.p8\n    key_id: ABCDE12345\n", 5, "`team_id`"),
    ] {
        let (found, text) = error(&with(lines));
        assert_eq!(found, Some(line), "{lines}: {text}");
        assert!(text.contains(expected), "{lines}: {text}");
    }
}

#[test]
fn an_unknown_entry_is_an_error_with_its_line_and_a_near_name() {
    for (lines, line, expected) in [
        ("  prot: 45060\n", 4, "did you mean `port`?"),
        ("  http:\n    lisen: 127.0.0.1:80\n", 5, "did you mean `listen`?"),
        ("  sip:\n    trusted_proxy: 127.0.0.1\n", 5, "did you mean `trusted_proxies`?"),
        ("    service-account: /a\n", 4, "did you mean `service_account`?"),
        ("  colour: red\n", 4, "`apns`, "),
    ] {
        let (found, text) = error(&with(lines));
        assert_eq!(found, Some(line), "{lines}: {text}");
        assert!(text.contains(expected), "{lines}: {text}");
    }
}

#[test]
fn faults_of_the_yaml_have_their_line() {
    for (text, line, expected) in [
        ("pushd:\n  port: 1\n  port: 2\n".to_owned(), Some(3), "twice"),
        ("pushd:\n  port: [1, 2]\n".to_owned(), Some(2), "shape"),
        ("pushd:\n  sip: 'yes'\n".to_owned(), Some(2), "shape"),
        ("pushd:\n  port: 'a\n".to_owned(), Some(2), "not YAML"),
        ("pushd:\n  port: 1\n   wait: 2\n".to_owned(), Some(3), "not YAML"),
        ("pushd:\n\tport: 1\n".to_owned(), Some(2), "not YAML"),
        ("pushd:\n  port: 1\n---\npushd:\n".to_owned(), Some(4), "second"),
        ("port: 1\n".to_owned(), None, "block `pushd`"),
        (String::new(), None, "block `pushd`"),
        ("pushd:\n".to_owned(), None, "block `pushd`"),
    ] {
        let (found, explanation) = error(&text);
        assert_eq!(found, line, "{text}: {explanation}");
        assert!(explanation.contains(expected), "{text}: {explanation}");
    }
}

#[test]
fn all_wrong_values_are_named_in_one_run() {
    let lines: Vec<_> = errors(&with("  port: x\n  wait: x\n  mode: x\n")).iter().map(|error| error.line).collect();
    assert_eq!(lines, [Some(4), Some(5), Some(6)]);
}

/// Values that do not fit somewhere, or are traps of YAML.
const VALUES: [&str; 16] = [
    "",
    "''",
    "~",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    ".nan",
    "[]",
    "{}",
    "*a",
    "&a [*a]",
    "!!binary x",
    "\"\\ud800\"",
    "'",
    "\u{feff}\u{0}",
];

/// The handbook's file with one line or one character changed, or its end cut off.
fn mutants() -> Vec<String> {
    let lines: Vec<&str> = HANDBOOK.lines().collect();
    let replaced = |index: usize, by: &str| {
        let mut changed = lines.clone();
        changed[index] = by;
        changed.join("\n")
    };
    let mut mutants = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (name, _) = line.split_once(':').expect("each line has an entry");
        mutants.extend(VALUES.map(|value| replaced(index, &format!("{name}: {value}"))));
        for changed in [format!("{line}\n{line}"), format!(" {line}"), format!("\t{line}"), line.replacen(':', "", 1)] {
            mutants.push(replaced(index, &changed));
        }
        mutants.push(replaced(index, &format!("{name}x:{}", &line[name.len() + 1..])));
        mutants.push(replaced(index, &line[line.len() - line.trim_start().len()..]));
        mutants.push(replaced(index, ""));
    }
    mutants.extend((0..HANDBOOK.len()).map(|end| HANDBOOK[..end].to_owned()));
    mutants.extend("\t\"#%&'*,-:?@[]`{|}~\u{0}\u{7f}é".chars().cycle().enumerate().take(HANDBOOK.len()).map(
        |(at, by)| {
            let (before, after) = HANDBOOK.split_at(at);
            format!("{before}{by}{}", &after[1..])
        },
    ));
    mutants
}

#[test]
fn mutants_of_the_handbooks_file_load_or_have_errors_with_lines() {
    let mutants = mutants();
    assert!(mutants.len() > 1000, "{}", mutants.len());
    let (mut loaded, mut refused) = (0, 0);
    for text in mutants {
        let lines = text.lines().count() as u64 + 1;
        let findings = match Understood::parse(&text) {
            Ok(understood) => {
                loaded += 1;
                let yaml = understood.config.to_yaml().expect("it can be written");
                assert_eq!(understand(&yaml).0.to_yaml().expect("it can be written"), yaml);
                understood.report.into_findings()
            }
            Err(errors) => {
                refused += 1;
                assert!(errors.0.iter().any(|error| error.severity == Severity::Error), "{text}");
                errors.0
            }
        };
        for finding in findings {
            let without_block = finding.text.contains("block `pushd`");
            assert!(
                without_block || finding.line.is_some_and(|line| (1..=lines).contains(&line)),
                "{text}\n{finding:?}"
            );
            assert!(!finding.text.contains("xxxx") && !finding.text.contains("yyyy"), "{text}\n{finding:?}");
        }
    }
    assert!(loaded > 50 && refused > 50, "{loaded} {refused}");
}

#[test]
fn hostile_yaml_is_refused_quickly() {
    let deep = format!("pushd:\n  port: {}", "[".repeat(100_000));
    let wide =
        format!("a: &a [{}]\nb: &b [{}]\nc: [{}]\npushd: *c", "x,".repeat(99), "*a,".repeat(99), "*b,".repeat(99));
    for text in [deep, wide, "{".repeat(100_000), "- ".repeat(100_000), "? ".repeat(100_000)] {
        assert!(!errors(&text).is_empty());
    }
}

#[test]
fn the_effective_configuration_loads_again_as_itself() {
    let full = "
pushd:
  processes: 3
  wait: 45s
  mode: push_then_reg
  store: postgres://pushd:secret@db.example/pushd?sslkey=secret
  ca_file: /ca.pem
  apns: {key_file: /k.p8, key_id: ABCDE12345, team_id: FGHIJ67890, topic: org.example.phone.voip,
    endpoint: 'https://127.0.0.1:2197', sandbox_endpoint: 127.0.0.1:2198}
  fcm: {service_account: /a.json, endpoint: 'https://127.0.0.1:2199', token_endpoint: 'https://127.0.0.1:2199/token'}
  sip: {listen: '[::1]:5070', advertise: 192.0.2.7:5070, trusted_proxies: [192.0.2.0/24, 192.0.2.9], max_calls: 5}
  early_media: {file: /m.wav, ports: 30000-30100, address: 192.0.2.8}
  http: {listen: 192.0.2.7:443, certificate: /h.pem, key: /h.key, bearer_token_file: /token}
";
    for text in [HANDBOOK, full, &with("  sip: {enable: no}\n")] {
        let yaml = understand(text).0.to_yaml().expect("it can be written");
        assert!(!yaml.contains("secret") && !yaml.contains(".voip"), "{yaml}");
        let (again, findings) = understand(&yaml);
        assert_eq!(again.to_yaml().expect("it can be written"), yaml);
        assert_eq!(findings, [], "{yaml}");
    }
}

#[test]
fn the_sandbox_replaces_production() {
    for lines in [
        "environment: sandbox",
        "endpoint: gateway.sandbox.push.apple.com",
        "endpoint: https://GATEWAY.sandbox.push.apple.com:2195/",
    ] {
        let (config, _) = understand(&format!("pushd:\n  apns:\n    certificate: /c.pem\n    {lines}\n"));
        assert_eq!(config.apns.expect("it is live").endpoint, "https://api.sandbox.push.apple.com", "{lines}");
    }
}

#[test]
fn a_restart_is_for_addresses_store_threads_and_limits_alone() {
    let old = understand(&with("  wait: 30s\n")).0;
    for (lines, entries) in [
        ("  wait: 20s\n  mode: always\n  sip: {trusted_proxies: [192.0.2.1]}\n", &[][..]),
        ("  wait: 30s\n  apns: {certificate: /c.pem}\n  http: {certificate: /c.pem}\n", &[]),
        (
            "  wait: 40s\n  processes: 3\n  store: sqlite:/d.db\n  port: 1\n",
            &["processes", "store", "wait", "http.listen"],
        ),
        ("  wait: 30s\n  sip: {listen: '127.0.0.1:1'}\n", &["sip"]),
        ("  wait: 30s\n  sip: {advertise: '192.0.2.1:1'}\n", &["sip"]),
        ("  wait: 30s\n  sip: {max_calls: 1}\n", &["sip"]),
        ("  wait: 30s\n  sip: {enable: no}\n", &["sip"]),
    ] {
        assert_eq!(old.restart_for(&understand(&with(lines)).0), entries, "{lines}");
    }
}

const DOCS: &str = include_str!("../../../../docs/push.md");

/// The entries of a block, from the error about an unknown one.
fn entries(block: &str) -> Vec<String> {
    let text = match block {
        "pushd" => "pushd:\n  colour: red\n".to_owned(),
        block => format!("pushd:\n  {block}:\n    colour: red\n"),
    };
    let (_, text) = error(&text);
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_documentation_has_every_entry() {
    for block in ["pushd", "apns", "fcm", "sip", "early_media", "http"] {
        let (_, table) = DOCS.split_once(&format!("| in `{block}` |")).unwrap_or_else(|| panic!("no table of {block}"));
        let (table, _) = table.split_once("\n\n").expect("a table ends");
        let first_cells: Vec<_> = table.lines().filter_map(|line| line.split('|').nth(1)).collect();
        let names = first_cells.join(" ");
        let entries = entries(block);
        assert!(entries.len() > 2, "{block}");
        for entry in &entries {
            assert!(names.contains(&format!("`{entry}`")), "{block}.{entry}");
        }
        assert_eq!(names.matches('`').count(), 2 * entries.len(), "{block}");
    }
}

#[test]
fn the_documentations_defaults_are_in_effect() {
    let yaml = understand("pushd:\n  apns:\n    certificate: /c.pem\n  fcm:\n    service_account: /a.json\n");
    let yaml = yaml.0.to_yaml().expect("it can be written");
    for (entry, default, effective) in [
        ("wait", "60s", "wait: 1m"),
        ("mode", "no_reg", "mode: no_reg"),
        ("store", "sqlite:/var/lib/siplaunch-pushd/devices.db", "store: sqlite:/var/lib/siplaunch-pushd/devices.db"),
        ("processes", "2", "processes: 2"),
        ("endpoint", "api.push.apple.com", "endpoint: https://api.push.apple.com"),
        ("sandbox_endpoint", "api.sandbox.push.apple.com", "sandbox_endpoint: https://api.sandbox.push.apple.com"),
        ("endpoint", "fcm.googleapis.com", "endpoint: https://fcm.googleapis.com"),
        ("listen", "127.0.0.1:5070", "listen: 127.0.0.1:5070"),
        ("max_calls", "100000", "max_calls: 100000"),
        ("listen", "127.0.0.1:45060", "listen: 127.0.0.1:45060"),
    ] {
        assert!(DOCS.contains(&format!("\n| `{entry}` | `{default}` |")), "{entry}");
        assert!(yaml.contains(&format!(" {effective}\n")), "{effective}\n{yaml}");
    }
    let media = understand(&with("  early_media:\n    file: /m.wav\n")).0.to_yaml().expect("it can be written");
    assert!(DOCS.contains("\n| `ports` | `40000-40999` |") && media.contains("ports: 40000-40999"), "{media}");
}

#[test]
fn the_documentations_examples_load() {
    let blocks: Vec<_> = DOCS.split("\n```yaml\n").skip(1).filter_map(|block| block.split("\n```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        assert_eq!(understand(block).1, [], "{block}");
    }
}
