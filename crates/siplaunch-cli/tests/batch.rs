//! `siplaunch batch`: its tables, its columns, and the rows that it rejects.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{fs, os::unix::fs::PermissionsExt as _, process::Command};

use common::{
    batch::{Desk, names},
    process::capture,
    siplaunch::BINARY,
    text,
};
use serde_json::{Value, json};
use siplaunch::{Credentials, KeyRing, Seal};

/// Customers with each character that a format treats specially.
const CUSTOMERS: [[&str; 3]; 6] = [
    ["testuser", "example.org", "testpass"],
    ["alice", "example.org", "a,b;c"],
    ["43720123456", "sip.example.org", "\"quoted\" \\ and 'more'"],
    ["bob", "[2001:db8::1]:5060", " leading and trailing "],
    ["ünï", "bücher.example", "日本語 🎉"],
    ["x", "y", "0123456789012345678901234567890123456789012345678901234567890123456789"],
];

/// The table of the customers.
fn table(format: &str) -> String {
    let mut table = if format == "jsonl" { String::new() } else { row(format, &["username", "server", "password"]) };
    for customer in CUSTOMERS {
        table += &match format {
            "jsonl" => {
                json!({"username": customer[0], "server": customer[1], "password": customer[2]}).to_string() + "\n"
            }
            _ => row(format, &customer),
        };
    }
    table
}

/// A row with all fields in quotes.
fn row(format: &str, fields: &[&str]) -> String {
    let quoted: Vec<_> = fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
    quoted.join(if format == "tsv" { "\t" } else { "," }) + "\n"
}

fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The standard output of another subcommand for a customer.
fn single(desk: &Desk, subcommand: &str, [username, server, password]: [&str; 3], args: &[&str]) -> Vec<u8> {
    let mut command = Command::new(BINARY);
    command.args([subcommand, "--username", username, "--server", server, "--base", "https://portal.example/p"]);
    let done = capture(command.args(args).current_dir(desk.portal.folder.path()), password);
    assert!(done.status.success(), "{}", text(&done.stderr));
    done.stdout
}

#[test]
fn plain_texts_are_those_of_the_single_commands() {
    let desk = Desk::new();
    for format in ["csv", "tsv", "jsonl"] {
        let all = ["--token", "--app-link", "--launch-link", "--sms", "--output-format", "jsonl"];
        let done = desk.convert(format, table(format), &all);
        assert_eq!(done.status, Some(0), "{}", done.stderr);
        let rows = objects(&done.stdout);
        assert_eq!(rows.len(), CUSTOMERS.len());
        for (row, customer) in rows.iter().zip(CUSTOMERS) {
            let link: Value = serde_json::from_slice(&single(&desk, "link", customer, &["--json"])).expect("JSON");
            let sms = single(&desk, "sms", customer, &[]);
            let expected = json!({
                "username": customer[0], "server": customer[1], "token": link["token"], "app_link": link["app_link"],
                "launch_link": link["launch_link"], "sms": text(&sms).trim_end(),
            });
            assert_eq!(*row, expected, "{format}");
        }
    }
}

#[test]
fn sealed_texts_are_those_of_the_single_calls() {
    let desk = Desk::new();
    let keys = KeyRing::from_toml(&desk.read("keys.toml")).expect("keys");
    let before = siplaunch::now();
    let sealed =
        ["--seal", "--key-file", "keys.toml", "--context", "here", "--ttl", "90m", "--id", "--expires", "--sms"];
    let template = ["--template", "Tap {link} for {brand}", "--brand-name", "Acme", "--output-format", "jsonl"];
    let done = desk.convert("csv", table("csv"), &[&sealed[..], &template].concat());
    assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""), "no brand is needed");
    for (row, [username, server, password]) in objects(&done.stdout).iter().zip(CUSTOMERS) {
        let expires = row["expires"].as_u64().expect("a number");
        assert!((before + 5400..before + 5500).contains(&expires), "{expires}");
        let credentials = Credentials { username, server, password };
        let token = keys.seal(credentials, Seal { expires, context: b"here" }).expect("sealed");
        let link = format!("https://portal.example/p?c={token}");
        let id = token.as_sealed_token().id().to_string();
        let sms = format!("Tap {link} for Acme");
        let expected = json!({"username": username, "server": server, "sealed_link": link, "id": id, "expires": expires, "sms": sms});
        assert_eq!(*row, expected);
    }
}

#[test]
fn one_time_links_have_a_salt_each() {
    let desk = Desk::new();
    let keys = KeyRing::from_toml(&desk.read("keys.toml")).expect("keys");
    let rows = "username,server,password\n".to_owned() + &"testuser,example.org,testpass\n".repeat(3000);
    let done = desk.convert("csv", rows, &["--once", "--key-file", "keys.toml", "--id", "--output-format", "jsonl"]);
    assert_eq!(done.status, Some(0), "{}", done.stderr);
    let mut ids: Vec<_> = objects(&done.stdout)
        .iter()
        .map(|row| {
            let link = row["sealed_link"].as_str().expect("a link");
            let opened = keys.open(link.rsplit_once('=').expect("a parameter").1, 0, b"").expect("a sealed link");
            assert!(opened.is_one_time && opened.credentials.as_credentials().password == "testpass");
            assert_eq!(row["id"], opened.id.to_string());
            opened.id
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3000);
}

#[test]
fn qr_codes_are_those_of_the_single_command() {
    let desk = Desk::new();
    let done = desk.convert("csv", table("csv"), &["--qr-svg", "codes", "--qr-column", "username"]);
    // One username names no file, and gives no link either.
    assert_eq!(done.status, Some(3), "{}", done.stderr);
    assert!(done.stderr.starts_with("siplaunch: row 5, column username: it cannot name a file"), "{}", done.stderr);
    assert!(done.stdout.starts_with("username,server,qr\ntestuser,example.org,testuser.svg\n"), "{}", done.stdout);
    assert_eq!(names(&desk.path("codes")).len(), 5);
    assert_eq!(desk.read("codes/bob.svg").as_bytes(), single(&desk, "qr", CUSTOMERS[3], &["--svg"]));
    let mode = |name: &str| desk.path(name).metadata().expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode("codes"), mode("codes/bob.svg")), (0o700, 0o600));

    let done = desk.convert("csv", table("csv"), &["--qr-png", "images", "--scale", "3"]);
    assert_eq!(done.status, Some(0), "{}", done.stderr);
    let image = fs::read(desk.path("images/00000004.png")).expect("an image");
    assert_eq!(image, single(&desk, "qr", CUSTOMERS[3], &["--png", "-", "--scale", "3"]));
    let again = desk.convert("csv", table("csv"), &["--qr-png", "images"]);
    assert_eq!(again.status, Some(1));
    assert!(again.stderr.contains("images: QR codes need a folder that is new or empty"), "{}", again.stderr);
    assert_eq!(desk.files(), ["codes", "images"]);
}

#[test]
fn rows_that_share_a_name_get_one_qr_code() {
    let desk = Desk::new();
    let done =
        desk.convert("csv", "username,server,password\na,b,c\na,b,d\n", &["--qr-svg", "qr", "--qr-column", "username"]);
    assert_eq!(done.status, Some(3));
    assert!(done.stderr.contains("column username: another row has this value"), "{}", done.stderr);
    assert_eq!(names(&desk.path("qr")), ["a.svg"]);
}

#[test]
fn other_columns_pass_through_in_each_format() {
    let desk = Desk::new();
    let csv = "n,username,server,password,note\n007,a,b,c,\"x, \"\"y\"\"\nz\"\n\n,a,b,c,\n";
    let jsonl = "{\"n\":\"007\",\"username\":\"a\",\"server\":\"b\",\"note\":\"x, \\\"y\\\"\\nz\",\"token\":\"T\"}\n\
                 {\"n\":\"\",\"username\":\"a\",\"server\":\"b\",\"note\":\"\",\"token\":\"T\"}\n";
    let token = "cbXBfw==";
    let token =
        desk.convert("csv", csv, &["--token"]).stdout.rsplit(',').next().map_or(token.into(), |t| t.trim().to_owned());
    let convert = |from: &str, table: &str, to: &str| {
        let done = desk.convert(from, table, &["--token", "--output-format", to]);
        assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""), "{from} to {to}");
        done.stdout.replace(&token, "T")
    };
    assert_eq!(convert("csv", csv, "csv"), "n,username,server,note,token\n007,a,b,\"x, \"\"y\"\"\nz\",T\n,a,b,,T\n");
    assert_eq!(
        convert("csv", csv, "tsv"),
        "n\tusername\tserver\tnote\ttoken\n007\ta\tb\t\"x, \"\"y\"\"\nz\"\tT\n\ta\tb\t\tT\n"
    );
    assert_eq!(convert("csv", csv, "jsonl"), jsonl);
    let lines = "{\"k\": 1.50, \"username\":\"a\",\"server\":\"b\", \"password\":\"c\", \"é\":{\"deep\":[1, 2]}}\n\r\n\
                 {\"password\":\"\\u0063\",\"server\":\"b\",\"username\":\"a\",\"k\":null}";
    assert_eq!(
        convert("jsonl", lines, "jsonl"),
        "{\"k\":1.50,\"username\":\"a\",\"server\":\"b\",\"é\":{\"deep\":[1, 2]},\"token\":\"T\"}\n\
         {\"server\":\"b\",\"username\":\"a\",\"k\":null,\"token\":\"T\"}\n"
    );
    assert_eq!(
        convert("jsonl", lines, "csv"),
        "k,username,server,é,token\n1.50,a,b,\"{\"\"deep\"\":[1, 2]}\",T\n,a,b,,T\n"
    );
}

#[test]
fn the_format_is_that_of_the_names() {
    let desk = Desk::new();
    desk.write("in.TSV", table("tsv"));
    let run = |args: &[&str]| {
        let done = desk.run(args, "");
        assert_eq!(done.status, Some(0), "{}", done.stderr);
    };
    run(&["in.TSV", "-o", "out.txt"]);
    assert!(desk.read("out.txt").starts_with("username\tserver\tlaunch_link\n"));
    run(&["in.TSV", "-o", "out.ndjson"]);
    assert!(desk.read("out.ndjson").starts_with("{\"username\":\"testuser\""));
    run(&["in.TSV", "-o", "out.csv", "--output-format", "jsonl", "--rejects", "rejects.csv"]);
    assert!(desk.read("out.csv").starts_with("{\"username\":\"testuser\""));
    assert_eq!(desk.read("rejects.csv"), "row,column,reason\n");
    desk.write("in.txt", table("csv"));
    let unclear = desk.run(&["in.txt", "-o", "out"], "");
    assert_eq!(unclear.status, Some(2));
    assert!(unclear.stderr.contains("add --format"), "{}", unclear.stderr);
    run(&["in.txt", "--format", "csv", "-o", "out"]);
    let mode = desk.path("out").metadata().expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
}

#[test]
fn columns_have_the_names_that_options_give() {
    let desk = Desk::new();
    let table = "login,domain,secret,server\na,b,c,d\n";
    let names = ["--username-column", "login", "--password-column", "secret"];
    let run = |args: &[&str]| desk.convert("csv", table, &[&names[..], args].concat());
    assert!(run(&["--server-column", "domain"]).stdout.starts_with("login,domain,server,launch_link\na,b,d,https://"));
    let fixed = run(&["--server", "example.org", "--keep-password"]);
    assert!(fixed.stdout.starts_with("login,domain,secret,server,launch_link\na,b,c,d,https://"), "{}", fixed.stdout);
    let same = desk.convert("csv", "username,server,password\na,example.org,c\n", &[]).stdout;
    assert_eq!(fixed.stdout.trim_end().rsplit(',').next(), same.trim_end().rsplit(',').next());
    let bad = run(&["--server", "a&b"]);
    assert_eq!((bad.status, bad.stdout.as_str()), (Some(1), ""));
    assert!(bad.stderr.contains("the server contains '&'"), "{}", bad.stderr);
}

#[test]
fn a_bad_header_stops_all_and_is_not_repeated() {
    let desk = Desk::new();
    for (table, args, error) in [
        ("", &[][..], "standard input: it is empty: its first row must name the columns"),
        ("\n\r\n", &[], "standard input: it is empty: its first row must name the columns"),
        (
            "alice,example.org,hunter2\n",
            &[],
            "standard input: the first row names no column username: name the column with --username-column",
        ),
        (
            "username,password\n",
            &[],
            "standard input: the first row names no column server: name the column with --server-column",
        ),
        (
            "username,server\n",
            &[],
            "standard input: the first row names no column password: name the column with --password-column",
        ),
        (
            "username,server,password\n",
            &["--qr-svg", "x", "--qr-column", "n"],
            "standard input: the first row names no column n: name the column with --qr-column",
        ),
        (
            "username,server,password,username\n",
            &[],
            "standard input: the first row names the column \"username\" twice: give each column its own name",
        ),
        (
            "username,server,password,,\n",
            &[],
            "standard input: the first row names the column \"\" twice: give each column its own name",
        ),
        (
            "username,server,password,token\n",
            &["--token"],
            "standard input: the input has a column token already, which this batch adds: rename or remove it",
        ),
        ("username,server,\"password\n", &[], "standard input: the first row: a quote is open up to the end"),
        (
            "user\"name,server,password\n",
            &[],
            "standard input: the first row, which must name the columns: a quote is out of place: a field with a quote needs quotes around it, and the quote in it twice",
        ),
    ] {
        let done = desk.convert("csv", table, args);
        assert_eq!((done.status, done.stdout.as_str()), (Some(1), ""), "{table}");
        assert_eq!(done.stderr, format!("siplaunch: {error}\n"), "{table}");
    }
    let utf8 = desk.convert("csv", b"username,server,password,\xE9\n", &[]);
    assert!(utf8.stderr.ends_with("it is not UTF-8\n"), "{}", utf8.stderr);
    assert_eq!(desk.files(), [""; 0]);
}

/// Rejects as `row,column,reason` of a table that ends in a good row.
fn rejects(desk: &Desk, format: &str, table: &[u8]) -> Vec<String> {
    let done = desk.convert(format, table, &["--rejects", "rejects.tsv", "--output-format", "csv"]);
    let rejects = desk.read("rejects.tsv");
    let rejects: Vec<_> = rejects.lines().skip(1).map(str::to_owned).collect();
    assert_eq!(done.status, Some(if rejects.is_empty() { 0 } else { 3 }), "{}", done.stderr);
    assert!(
        done.stdout.lines().last().is_some_and(|line| line.starts_with("last,") && line.len() > 80),
        "{}",
        done.stdout
    );
    for (name, text) in [("rejects", rejects.concat()), ("standard error", done.stderr)] {
        assert!(!text.contains("hunter2"), "{name}: {text}");
    }
    rejects
}

const FIELDS: &str = "a quote is out of place: a field with a quote needs quotes around it, and the quote in it twice";

#[test]
fn bad_rows_of_tables_are_rejected_with_number_and_column() {
    let desk = Desk::new();
    for (rows, expected) in [
        (&b""[..], &[][..]),
        (b"a,b,c\n\n\r\n,b,hunter2\n", &["2\tusername\tthe username is empty"]),
        (b"a,,hunter2\r\na,b,\r\n", &["1\tserver\tthe server is empty", "2\tpassword\tthe password is empty"]),
        (
            b"a,b,hunter2&\n",
            &[
                "1\tpassword\tthe password contains '&' or a control character, such as a newline at its end: remove it or choose another",
            ],
        ),
        (
            b"a,b,\"hunter2\n\"\n",
            &[
                "1\tpassword\tthe password contains '&' or a control character, such as a newline at its end: remove it or choose another",
            ],
        ),
        (
            b"a,b\na,b,hunter2,\na\n",
            &[
                "1\t\tthe row has 2 fields, and the first row names 3 columns",
                "2\t\tthe row has 4 fields, and the first row names 3 columns",
                "3\t\tthe row has 1 fields, and the first row names 3 columns",
            ],
        ),
        (b"a,b,hunter2\xFF\n\xC3,\xA9,c\n", &["1\tpassword\tit is not UTF-8", "2\tusername\tit is not UTF-8"]),
        (b"a,b,hun\"ter2\n", &["1\t\tQ"]),
        (b"a,b,\"hunter2\"x\n", &["1\t\tQ"]),
        (b"a,b, \"hunter2\"\n", &["1\t\tQ"]),
        (b"a,b,\"hunter2\nc,d,e\nf,g,\"h\"\n", &["1\t\tQ; the row has 3 lines"]),
        (
            b"a,b\rc,hunter2\r",
            &[
                "1\t\tthe row has 2 fields, and the first row names 3 columns",
                "2\t\tthe row has 2 fields, and the first row names 3 columns",
            ],
        ),
    ] {
        for (bom, delimiter) in [("", b','), ("\u{feff}", b','), ("", b'\t')] {
            let table = [bom.as_bytes(), b"username,server,password\n", rows, b"last,y,\"good\""].concat();
            let table: Vec<_> = table.iter().map(|&b| if b == b',' { delimiter } else { b }).collect();
            let format = if delimiter == b',' { "csv" } else { "tsv" };
            let expected: Vec<_> = expected.iter().map(|reject| reject.replace('Q', FIELDS)).collect();
            assert_eq!(rejects(&desk, format, &table), expected, "{}", String::from_utf8_lossy(&table));
        }
    }
}

#[test]
fn bad_lines_of_json_are_rejected_with_number_and_column() {
    let desk = Desk::new();
    let deep = format!("{{\"a\":{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for (rows, expected) in [
        (&b""[..], &[][..]),
        (b"\n \r\n", &[]),
        (
            b"[\"hunter2\"]\n\"hunter2\"\n7\nnull\n",
            &[
                "1\t\tit is not a JSON object",
                "2\t\tit is not a JSON object",
                "3\t\tit is not a JSON object",
                "4\t\tit is not a JSON object",
            ],
        ),
        (
            b"{\"hunter2\n{}}\nhunter2\n{\"a\":1,}\n",
            &["1\t\tit is not JSON", "2\t\tit is not JSON", "3\t\tit is not JSON", "4\t\tit is not JSON"],
        ),
        (
            b"{}\n{\"username\":\"a\",\"password\":\"hunter2\"}\n",
            &["1\tusername\tthe row does not have this key", "2\tserver\tthe row does not have this key"],
        ),
        (
            b"{\"username\":7,\"server\":\"b\",\"password\":\"hunter2\"}\n",
            &["1\tusername\tit is not a text: put quotes around it"],
        ),
        (
            b"{\"username\":\"a\",\"server\":null,\"password\":\"hunter2\"}\n",
            &["1\tserver\tit is not a text: put quotes around it"],
        ),
        (
            b"{\"username\":\"a\",\"server\":\"b\",\"password\":[\"hunter2\"]}\n",
            &["1\tpassword\tit is not a text: put quotes around it"],
        ),
        (
            b"{\"username\":\"a\",\"server\":\"b\",\"password\":\"\\ud800\"}\n",
            &["1\tpassword\tit is not a text: put quotes around it"],
        ),
        (
            b"{\"username\":\"a\",\"server\":\"b\",\"password\":\"hunter2\",\"p\\u0061ssword\":\"x\"}\n",
            &["1\t\tthe row has a key twice"],
        ),
        (
            b"{\"username\":\"a\",\"server\":\"b\",\"password\":\"hunter2\",\"launch_link\":1}\n",
            &["1\t\tthe row has a key launch_link already, which the batch adds: rename or remove it"],
        ),
        (b"{\"username\":\"a\",\"server\":\"b\",\"password\":\"hunter2\xFF\"}\n", &["1\t\tit is not UTF-8"]),
        (b"{\"username\":\"a\",\"server\":\"b\",\"password\":\"\"}\n", &["1\tpassword\tthe password is empty"]),
        (
            format!("{deep}\n{deep}}}\n").as_bytes(),
            &["1\t\tit is not JSON", "2\tusername\tthe row does not have this key"],
        ),
    ] {
        let last = b"{\"username\":\"last\",\"server\":\"y\",\"password\":\"good\"}";
        assert_eq!(rejects(&desk, "jsonl", &[rows, last].concat()), expected, "{}", String::from_utf8_lossy(rows));
    }
    // A table has the columns of its first good row.
    let table = "{\"username\":\"a\",\"server\":\"b\",\"password\":\"c\"}\n{\"username\":\"a\",\"server\":\"b\",\"password\":\"c\",\"n\":1}\n";
    let done = desk.convert("jsonl", table, &["--output-format", "csv"]);
    assert!(
        done.stderr.starts_with("siplaunch: row 2: the row has a key that the first row does not have"),
        "{}",
        done.stderr
    );
    let empty = desk.convert("jsonl", "", &["--output-format", "csv"]);
    assert_eq!((empty.status, empty.stdout.as_str()), (Some(0), "launch_link\n"));
    assert_eq!(desk.convert("jsonl", "", &[]).stdout, "");
    assert_eq!(desk.convert("csv", "username,server,password", &[]).stdout, "username,server,launch_link\n");
}

#[test]
fn rows_without_bounds_are_rejected_and_the_next_ones_are_not() {
    let desk = Desk::new();
    let long = "x".repeat(3 << 20);
    let csv = format!("username,server,password\na,b,{long}\n{}\na,\"{long}\",c\nlast,b,good\n", ",".repeat(10_000));
    let expected = [
        "1\t\tthe row has more than 1048576 bytes; a quote may be open",
        "2\t\tthe row has more than 4096 fields",
        "3\t\tthe row has more than 1048576 bytes; a quote may be open",
    ];
    assert_eq!(rejects(&desk, "csv", csv.as_bytes()), expected);
    let jsonl = format!("{{\"{long}\":1}}\n{{\"username\":\"last\",\"server\":\"b\",\"password\":\"good\"}}");
    assert_eq!(rejects(&desk, "jsonl", jsonl.as_bytes()), ["1\t\tthe row has more than 1048576 bytes"]);

    // The longest row, and one byte more.
    let start = "username,server,password,note\n";
    for (more, is_good) in [(0, true), (1, false)] {
        let row = format!("a,b,c,{}\n", "x".repeat((1 << 20) - 7 + more));
        let done = desk.convert("csv", format!("{start}{row}"), &[]);
        assert_eq!(done.status, Some(if is_good { 0 } else { 3 }), "{}", done.stderr);
        assert_eq!(done.stdout.len() > 1 << 20, is_good);
    }
}

#[test]
fn an_open_quote_or_another_encoding_stops_all() {
    let desk = Desk::new();
    desk.write("links.csv", "old");
    let table = "username,server,password\na,b,c\nd,e,\"f\ng,h,i\n";
    let utf16 = |order: fn(u16) -> [u8; 2]| "\u{feff}username".encode_utf16().flat_map(order).collect::<Vec<_>>();
    for (table, error) in [
        (table.as_bytes().to_vec(), "in.csv: row 2: a quote is open up to the end"),
        (
            format!("username,server,password\na,b,c\nd,e,\"{}", "f\n".repeat(1 << 20)).into(),
            "in.csv: row 2: a quote is open up to the end",
        ),
        (b"username,server,password\na,b,c\nd,e,\"".to_vec(), "in.csv: row 2: a quote is open up to the end"),
        (utf16(u16::to_le_bytes), "in.csv: it is UTF-16: convert it to UTF-8, as with iconv -f UTF-16 -t UTF-8"),
        (utf16(u16::to_be_bytes), "in.csv: it is UTF-16: convert it to UTF-8, as with iconv -f UTF-16 -t UTF-8"),
    ] {
        desk.write("in.csv", table);
        let done = desk.run(&["in.csv", "-o", "links.csv", "--rejects", "rejects.csv"], "");
        assert_eq!((done.status, done.stdout.as_str()), (Some(1), ""));
        assert_eq!(done.stderr.lines().last(), Some(format!("siplaunch: {error}").as_str()));
        assert_eq!((desk.files(), desk.read("links.csv").as_str()), (vec!["in.csv".into(), "links.csv".into()], "old"));
    }
}

#[test]
fn the_first_ten_rejects_are_said_and_all_are_counted() {
    let desk = Desk::new();
    let table = "username,server,password\n".to_owned() + &",b,hunter2\n".repeat(5000) + "a,b,c=+\n";
    let done = desk.convert("csv", table, &[]);
    assert_eq!(done.status, Some(3));
    let said: Vec<_> = done.stderr.lines().collect();
    let rows = (1..=10).map(|row| format!("siplaunch: row {row}, column username: the username is empty"));
    let last = [
        "siplaunch: warning: 1 of 5001 rows contain '=', '%' or '+', which some app builds may read differently".into(),
        "siplaunch: 5000 of 5001 rows rejected; --rejects FILE lists them all".into(),
    ];
    assert_eq!(said, rows.chain(last).collect::<Vec<_>>());
}

#[test]
fn risks_are_said_once() {
    let desk = Desk::new();
    let table = "username,server,password\n".to_owned() + &"a,b,c\n".repeat(3000);
    desk.write("in.csv", table);
    fs::set_permissions(desk.path("in.csv"), fs::Permissions::from_mode(0o644)).expect("mode set");
    let done = desk.run(&["in.csv", "-o", "-", "--key-file", "keys.toml"], "");
    let warnings: Vec<_> = done.stderr.lines().collect();
    assert_eq!(
        warnings,
        [
            "siplaunch: no brand given, using the published sip:phone app: its key is public",
            "siplaunch: warning: there is a key file, but without --seal or --once the link is not sealed",
            "siplaunch: warning: in.csv has mode 0644, too open for a file with secrets: chmod 0600 or 0640",
        ]
    );
    let brand = desk.portal.brand();
    let brand = ["--brand-file", brand.to_str().expect("UTF-8")];
    let done =
        desk.run(&[&["-", "--format", "csv", "-o", "-"][..], &brand].concat(), "username,server,password\na,b,c\n");
    assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_terminal_shows_progress_unless_it_shall_be_quiet() {
    let desk = Desk::new();
    desk.write("in.csv", table("csv"));
    let shown = |option: &str| {
        let batch = format!("{BINARY} batch in.csv -o out.csv --base https://portal.example/p {option}");
        let mut script = Command::new("script");
        script.args(["-qec", &batch, "/dev/null"]).current_dir(desk.portal.folder.path()).env("TERM", "xterm");
        let done = capture(&mut script, "");
        assert!(done.status.success(), "{}", text(&done.stderr));
        text(&done.stdout).to_owned()
    };
    let progress = shown("");
    assert!(progress.contains("100%  6 rows") && progress.contains("0s left"), "{progress}");
    let quiet = shown("--quiet");
    assert_eq!(quiet.lines().count(), 1, "{quiet}");
}

#[test]
fn wrong_usage_is_status_2_and_bad_options_are_1() {
    let desk = Desk::new();
    let table = "username,server,password\na,b,c\n";
    for args in [
        &["--seal"][..],
        &["--id"],
        &["--expires", "--launch-link"],
        &["--template", "{link}"],
        &["--brand-name", "Acme"],
        &["--scale", "4"],
        &["--qr-column", "username"],
        &["--qr-svg", "a", "--qr-png", "b"],
        &["--server", "a", "--server-column", "b"],
        &["--format", "xml"],
        &["--sms", "--template", "{link}", "--language", "de"],
    ] {
        let done = desk.convert("csv", table, args);
        assert_eq!((done.status, done.stdout.as_str()), (Some(2), ""), "{args:?}: {}", done.stderr);
    }
    for (args, error) in [
        (&["--sms", "--template", "no link"][..], "the template must contain {link} exactly once"),
        (&["--sms", "--language", "fr"], "the library has no words in this language"),
        (&["--sms", "--brand-name", "\n"], "the brand name must have"),
        (&["--seal", "--key-file", "keys.toml", "--ttl", "100years"], "--ttl: the expiry must be"),
        (&["--seal", "--key-file", "none.toml"], "none.toml"),
        (&["--param", "a&b"], "the parameter must be"),
    ] {
        let done = desk.convert("csv", table, args);
        assert_eq!((done.status, done.stdout.as_str()), (Some(1), ""), "{args:?}");
        assert!(done.stderr.contains(error), "{}", done.stderr);
    }
}

#[test]
fn outputs_go_to_new_or_replaced_files_and_nowhere_else() {
    let desk = Desk::new();
    desk.write("in.csv", table("csv"));
    fs::create_dir(desk.path("folder")).expect("made");
    std::os::unix::fs::symlink("in.csv", desk.path("link.csv")).expect("made");
    assert!(Command::new("mkfifo").arg(desk.path("fifo")).status().expect("mkfifo").success());
    let before = desk.files();
    for (args, error) in [
        (&["in.csv", "-o", "in.csv"][..], "the output is also the input: choose another name"),
        (&["in.csv", "-o", "./folder/../in.csv"], "the output is also the input: choose another name"),
        (&["link.csv", "-o", "in.csv"], "the output is also the input: choose another name"),
        (
            &["in.csv", "-o", "new.csv", "--rejects", "in.csv"],
            "the file of the rejects is also the input: choose another name",
        ),
        (
            &["in.csv", "-o", "new.csv", "--rejects", "./new.csv"],
            "the file of the rejects is also the output: choose another name",
        ),
        (
            &["in.csv", "-o", "new", "--qr-svg", "new"],
            "the folder of the QR codes is also the output: choose another name",
        ),
        (&["in.csv", "-o", "folder"], "folder: it is a folder, not a file: name a file in it"),
        (&["in.csv", "-o", "new.csv", "--rejects", "folder"], "folder: it is a folder, not a file: name a file in it"),
        (&["in.csv", "-o", "link.csv"], "link.csv: there is something that is not a file: choose another name"),
        (&["in.csv", "-o", "fifo"], "fifo: there is something that is not a file: choose another name"),
        (&["in.csv", "-o", "/dev/stdout"], "/dev/stdout: there is something that is not a file: choose another name"),
        (&["in.csv", "-o", "/dev/full"], "/dev/full: there is something that is not a file: choose another name"),
        (&["in.csv", "-o", "none/new.csv"], "none/new.csv: there is no folder none: make it first"),
        (&["in.csv", "-o", "-", "--qr-svg", "none/qr"], "none/qr: there is no folder none: make it first"),
        (&["in.csv", "-o", "/proc/new.csv"], "/proc/new.csv: no file can be made in the folder /proc"),
        (&["in.csv", "-o", "-", "--qr-svg", "in.csv/qr"], "in.csv/qr: in.csv is not a folder"),
        (&["in.csv", "-o", "-", "--qr-svg", "fifo"], "fifo: QR codes need a folder that is new or empty"),
        (&["folder", "--format", "csv", "-o", "new.csv"], "folder: Is a directory"),
        (&["none.csv", "-o", "new.csv"], "none.csv: No such file"),
    ] {
        let done = desk.run(args, "");
        assert_eq!((done.status, done.stdout.as_str()), (Some(1), ""), "{args:?}: {}", done.stderr);
        assert!(done.stderr.contains(error), "{args:?}: {}", done.stderr);
        assert_eq!(desk.files(), before, "{args:?}");
    }
    assert_eq!(desk.read("in.csv"), table("csv"));
    let done = desk.run(&["/dev/stdin", "--format", "csv", "-o", "new.csv"], table("csv"));
    assert_eq!(done.status, Some(0), "a pipe is an input: {}", done.stderr);
}
