//! The launch handler against damaged and hostile requests.
#![cfg(test)]
#![cfg(feature = "alloc")]

mod safe_response;

use std::collections::BTreeSet;

use siplaunch::{LaunchHandler, Request, Response, Scheme};

/// The handbook's token: it has `/` and two `=`.
const TOKEN: &str = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==";
const ESCAPED: &str =
    "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D";
/// One with `+` as well, and one `=`.
const PLUS: &str = "yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=";
/// Three blocks, so no `=`, and a `+` at the very end.
const ENDS_IN_PLUS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+";

fn answer(method: &str, query: &[u8]) -> Response {
    let response = LaunchHandler::new(Scheme::SIP_PHONE).handle(Request::new(method, query));
    safe_response::check(&response, "sipphone://");
    response
}

fn get(query: &[u8]) -> Response {
    answer("GET", query)
}

fn check_launches(query: &[u8], token: &str) {
    let response = get(query);
    let query = query.escape_ascii();
    assert_eq!(response.header("Location"), Some(&*format!("sipphone://{token}")), "{query}");
    assert_eq!(response.status(), 302, "{query}");
}

fn escape_all(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02x}")).collect()
}

fn escape_again(text: &str) -> String {
    text.replace('%', "%25")
}

const BAD: &[&[u8]] = &[
    b"",
    b"c",
    b"c=",
    b"c=%20",
    b"c=%",
    b"c==",
    b"c===",
    b"=",
    b"&",
    b"c&c",
    b"x=y",
    // No token, or not where it belongs.
    b"CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==",
    b"C=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D",
    b"cc=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D",
    b"%2563=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D",
    b"c%3DyL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D",
    // Twice.
    b"c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D&c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D",
    b"c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D&%63=evil",
    b"%63=evil&c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D",
    b"c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D&c",
    b"c=&c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D",
    // Header injection.
    b"c=CI8VN8toaE40w8E4OH2rAg==%0d%0aSet-Cookie:%20evil=1",
    b"c=CI8VN8toaE40w8E4OH2rAg==\r\nSet-Cookie: evil=1",
    b"c=CI8VN8toaE40w8E4OH2rAg==%0aLocation:%20http://evil.example/",
    b"c=CI8VN8toaE40w8E4OH2rAg==%250d%250aSet-Cookie:%20evil=1",
    b"c=CI8VN8toaE40w8E4OH2rAg==%0d%0a%20folded",
    b"c=CI8VN8toaE40w8E4OH2rAg==%0d%0a%0d%0a<script>evil</script>",
    b"c=%0d%0aSet-Cookie:evil",
    // Other places to go to.
    b"c=javascript:alert(1)",
    b"c=javascript:alert(1)//yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=",
    b"c=http://evil.example/",
    b"c=http:%2F%2Fevil.example%2FyL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=",
    b"c=//evil.example/%2e%2e",
    b"c=evil.example/CI8VN8toaE40w8E4OH2rAg==",
    b"c=sipphone://CI8VN8toaE40w8E4OH2rAg==",
    b"c=CI8VN8toaE40w8E4OH2rAg==@evil.example",
    b"c=CI8VN8toaE40w8E4OH2rAg==#evil",
    b"c=CI8VN8toaE40w8E4OH2rAg==%22%3E%3Cscript%3Eevil%3C/script%3E",
    // Base64 of no whole number of blocks, or not canonical in a way that no repair explains.
    b"c=AAAA",
    b"c=CI8VN8toaE40w8E4OH2r",
    b"c=CI8VN8toaE40w8E4OH2rA",
    b"c=CI8VN8toaE40w8E4OH2rAh==",
    b"c=CI8VN8toaE40w8E4OH2rAgAA",
    b"c=CI8VN8toaE40w=8E4OH2rAg==",
    b"c=_I8VN8toaE40w8E4OH2rAg==",
    b"c=CI8VN8t-aE40w8E4OH2rAg==",
    b"c=CI8VN8t.aE40w8E4OH2rAg==",
    b"c=CI8VN8toaE40w8E4OH2rAg%3D%3D%20to%20launch%20sipphone",
    // Three layers of escaping: one more than a repair takes off.
    b"c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%25252FWv%25252FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%25253D%25253D",
    b"c=CI8VN8toaE40w8E4OH2rAg%25253D%25253D",
    b"c=%252543I8VN8toaE40w8E4OH2rAg==",
    // Bytes that no token has.
    b"c=CI8VN8to\0aE40w8E4OH2rAg==",
    b"c=CI8VN8to%00aE40w8E4OH2rAg==",
    b"c=%00CI8VN8toaE40w8E4OH2rAg==",
    b"c=CI8VN8to\xFFaE40w8E4OH2rAg==",
    b"c=CI8VN8to%FFaE40w8E4OH2rAg==",
    b"c=\xC3CI8VN8toaE40w8E4OH2rAg==",
    "c=СI8VN8toaE40w8E4OH2rAg==".as_bytes(),
    "c=CI8VN8toaE40w8E4OH2rAg＝＝ＡＡ＝x".as_bytes(),
    "c=ÇI8VN8toaE40w8E4OH2rAg==".as_bytes(),
    "c=🙂".as_bytes(),
    b"c=%F0%9F%99%82",
];

#[test]
fn bad_links_all_get_one_answer() {
    let mut bodies = BTreeSet::new();
    for query in BAD {
        let response = get(query);
        assert_eq!(response.status(), 400, "{}", query.escape_ascii());
        bodies.insert(response.body().to_owned());
    }
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

/// Whether these count as punctuation is not ours to fix here; that nothing of them gets out is.
#[test]
fn what_is_stuck_to_a_token_never_gets_out() {
    let endings: [&[u8]; 6] = [b"\0", b"%00", b"\xFF", b"%FF%FE", b"%0d%0a", "\u{202E}".as_bytes()];
    for ending in endings {
        let response = get(&[b"c=", ESCAPED.as_bytes(), ending].concat());
        if response.status() != 400 {
            assert_eq!(response.header("Location"), Some(&*format!("sipphone://{TOKEN}")));
        }
    }
}

#[test]
fn links_work_as_they_are_made() {
    for query in [
        format!("c={ESCAPED}"),
        format!("c={TOKEN}"),
        format!("%63={ESCAPED}"),
        format!("lang=de&c={ESCAPED}&x"),
        format!("&&c={ESCAPED}&"),
        format!("c={}", escape_all(TOKEN)),
        format!("c={}", ESCAPED.replace("%2F", "%2f").replace("%3D", "%3d")),
        format!("C=evil&c={ESCAPED}"),
        format!("%ZZ=%&c={ESCAPED}"),
        format!("\u{fffd}=é&c={ESCAPED}"),
    ] {
        check_launches(query.as_bytes(), TOKEN);
    }
    check_launches(&[b"\xFF\xFE=\x80&c=", ESCAPED.as_bytes()].concat(), TOKEN);
    check_launches(format!("c={PLUS}").as_bytes(), PLUS);
    check_launches(b"c=AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAA==");
}

#[test]
fn each_damage_is_repaired() {
    for (damaged, token) in [
        // A space where `+` was.
        (PLUS.replace('+', " "), PLUS),
        (PLUS.replace('+', "%20"), PLUS),
        (ENDS_IN_PLUS.replace('+', "%20"), ENDS_IN_PLUS),
        // One more layer of escaping.
        (escape_again(ESCAPED), TOKEN),
        (escape_again(&escape_all(PLUS)), PLUS),
        // Line breaks.
        (TOKEN.replace("Qe", "Q\ne"), TOKEN),
        (TOKEN.replace("Qe", "Q\r\ne"), TOKEN),
        (TOKEN.replace("Qe", "Q%0Ae"), TOKEN),
        (TOKEN.replace("Qe", "Q%0d%0ae"), TOKEN),
        (format!("%0A{ESCAPED}%0D%0A"), TOKEN),
        (TOKEN.replace("==", "=%0A="), TOKEN),
        // Padding missing.
        (TOKEN.replace("==", ""), TOKEN),
        (TOKEN.replace("==", "="), TOKEN),
        (PLUS.replace('=', ""), PLUS),
        // Padding too long.
        (TOKEN.replace("==", "==="), TOKEN),
        (format!("{ENDS_IN_PLUS}="), ENDS_IN_PLUS),
    ] {
        check_launches(format!("c={damaged}").as_bytes(), token);
    }
}

#[test]
fn punctuation_at_the_end_is_dropped() {
    for stuck in
        [".", ",", ";", ":", "!", "?", ")", "]", "}", ">", "'", "\"", "*", "_", "-", "~", "|", "…", "”", "»", "。"]
    {
        for (damaged, token) in [(TOKEN, TOKEN), (TOKEN.trim_end_matches('='), TOKEN), (ENDS_IN_PLUS, ENDS_IN_PLUS)] {
            check_launches(format!("c={damaged}{stuck}").as_bytes(), token);
            check_launches(format!("c={damaged}{}", escape_all(stuck)).as_bytes(), token);
            check_launches(format!("c={damaged}{stuck}{stuck} ").as_bytes(), token);
        }
    }
}

#[test]
fn damages_are_repaired_together() {
    let broken_spaced_unpadded = PLUS.replace('+', " ").replace("vH", "v\r\nH").replace('=', "");
    for damaged in [
        broken_spaced_unpadded.clone(),
        format!("{broken_spaced_unpadded})."),
        format!("{broken_spaced_unpadded}\n>"),
        escape_all(&format!("{broken_spaced_unpadded}…")),
        escape_again(&escape_all(&format!("{broken_spaced_unpadded}).\r\n"))),
    ] {
        check_launches(format!("c={damaged}").as_bytes(), PLUS);
    }
    check_launches(format!("c={}.", ENDS_IN_PLUS.replace('+', " ")).as_bytes(), ENDS_IN_PLUS);
}

#[test]
fn the_handbooks_link_works_wrapped_as_it_is_printed() {
    let [first, second] =
        ["CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI", "%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D"];
    for line_break in ["\n", "\r\n", "%0A", "%0D%0A", "%0a", "%250A"] {
        check_launches(format!("c={first}{line_break}{second}").as_bytes(), TOKEN);
    }
}

#[test]
fn queries_are_cut_off_at_8192_bytes() {
    let query_of_len = |len: usize| format!("c={ESCAPED}&x={}", "a".repeat(len - ESCAPED.len() - 5)).into_bytes();
    assert_eq!(query_of_len(8192).len(), LaunchHandler::MAX_QUERY_LEN);
    check_launches(&query_of_len(8192), TOKEN);
    for len in [8193, 1 << 20] {
        for method in ["GET", "HEAD"] {
            assert_eq!(answer(method, &query_of_len(len)).status(), 414);
        }
        assert_eq!(answer("POST", &query_of_len(len)).status(), 405);
    }
    assert_eq!(get(&vec![b'='; 1 << 20]).status(), 414);
    // Long, but within bounds, and as costly to repair as can be.
    for unit in ["%", "%25", "=", " ", "c=&", "\u{ff}", "A", "\r\n"] {
        assert_eq!(get(format!("c={}", unit.repeat(8190 / unit.len())).as_bytes()).status(), 400, "{unit:?}");
    }
}

#[test]
fn the_longest_token_launches() {
    let token = "A".repeat(8128);
    check_launches(format!("c={token}").as_bytes(), &token);
}

#[test]
fn head_has_the_headers_alone() {
    let good = format!("c={ESCAPED}").into_bytes();
    let long = vec![b'c'; 8193];
    for query in BAD.iter().copied().chain([&*good, &long]) {
        let [get, head] = ["GET", "HEAD"].map(|method| answer(method, query));
        assert_eq!(head.status(), get.status());
        assert!(head.headers().eq(get.headers()));
        assert_eq!(head.body(), "");
        assert_ne!(get.body(), "");
    }
}

#[test]
fn other_methods_are_refused() {
    let query = format!("c={ESCAPED}");
    let methods =
        ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "Head", "", "GET ", "GET\r\n", "G\0T", "ĜET"];
    for method in methods {
        assert_eq!(answer(method, query.as_bytes()).status(), 405, "{method:?}");
    }
}

/// What depends on the status alone can hold nothing of the request.
#[test]
fn bodies_hold_nothing_of_the_request() {
    let good = format!("c={ESCAPED}").into_bytes();
    let other = format!("evil&c={PLUS}").into_bytes();
    let long = vec![b'e'; 8193];
    let mut bodies = BTreeSet::new();
    for query in BAD.iter().copied().chain([&*good, &other, &long]) {
        for method in ["GET", "POST", "<evil>"] {
            let response = answer(method, query);
            bodies.insert((response.status(), response.body().to_owned()));
        }
    }
    assert!(bodies.iter().map(|(status, _)| *status).eq([302, 400, 405, 414]), "{bodies:?}");
    assert!(bodies.iter().all(|(_, body)| !body.contains("evil") && !body.contains("CI8VN8")));
}

#[test]
fn scheme_and_parameter_are_the_brands_own() {
    let scheme = Scheme::new("acme-phone").expect("a good scheme");
    let handler = LaunchHandler::new(scheme).with_param("t.1").expect("a good parameter");
    for (query, status) in
        [(format!("t.1={ESCAPED}"), 302), (format!("%74.1={ESCAPED}"), 302), (format!("c={ESCAPED}"), 400)]
    {
        let response = handler.handle(Request::new("GET", query.as_bytes()));
        safe_response::check(&response, "acme-phone://");
        assert_eq!(response.status(), status, "{query}");
    }
}
