//! Every answer to any query is one of the documented ones.

use proptest::{collection::vec, prelude::*, sample::Index, sample::select};
use siplaunch::{Brand, Claim, Credentials, KeyRing, LaunchHandler, Request, Scheme, Seal, SealingKey};

use crate::{safe_response, strategies};

fn location(query: &[u8]) -> Option<String> {
    let response = LaunchHandler::new(Scheme::SIP_PHONE).handle(Request::new("GET", query));
    safe_response::check(&response, "sipphone://");
    response.header("Location").map(str::to_owned)
}

fn escape_all(text: &[u8]) -> Vec<u8> {
    text.iter().flat_map(|b| format!("%{b:02X}").into_bytes()).collect()
}

/// Each of these damages keeps so much that the length alone shows the rest.
#[derive(Clone, Debug)]
struct RepairableDamage {
    padding_dropped: usize,
    plus_to_space: bool,
    line_breaks: Vec<(Index, &'static str)>,
    stuck: String,
    escapes: usize,
}

impl RepairableDamage {
    fn any() -> impl Strategy<Value = Self> {
        let line_break = (any::<Index>(), select(vec!["\n", "\r\n", "\r"]));
        // `/` and `+` may belong to the token, and `&` ends the parameter.
        let stuck = "[.,;:!?)\\]}>'\"*_~|…”»-]{0,3}";
        (0..3_usize, any::<bool>(), vec(line_break, 0..4), stuck, 0..3_usize).prop_map(
            |(padding_dropped, plus_to_space, line_breaks, stuck, escapes)| Self {
                padding_dropped,
                plus_to_space,
                line_breaks,
                stuck,
                escapes,
            },
        )
    }

    fn apply(&self, token: &str) -> Vec<u8> {
        let mut text = token.to_owned();
        for _ in 0..self.padding_dropped {
            text = text.strip_suffix('=').map(str::to_owned).unwrap_or(text);
        }
        if self.plus_to_space {
            text = text.replace('+', " ");
        }
        for (at, line_break) in &self.line_breaks {
            text.insert_str(at.index(text.len() + 1), line_break);
        }
        text.push_str(&self.stuck);
        (0..self.escapes).fold(text.into_bytes(), |text, _| escape_all(&text))
    }
}

/// Anything that could be done to a query on its way, or by somebody who means harm.
fn damaged_query() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => (strategies::token(), RepairableDamage::any()).prop_map(|(token, damage)| damage.apply(&token)),
        2 => select(vec![&b"c="[..], b"&c=", b"&%63=", b"&", b"=", b"%", b"%25", b"+", b" ", b"%0d%0a", b"%00", b"\0"]).prop_map(<[u8]>::to_vec),
        1 => select(vec![&b"javascript:"[..], b"http://", b"//", b"\r\nSet-Cookie: a=b", b"#", b"?", b"\xFF", b"=="]).prop_map(<[u8]>::to_vec),
        1 => strategies::bytes(0..20),
    ];
    (any::<bool>(), vec(piece, 0..5)).prop_map(|(named, pieces)| {
        let start: &[u8] = if named { b"c=" } else { b"" };
        [start, &pieces.concat()].concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn repairable_damage_gives_exactly_the_token(token in strategies::token(), damage in RepairableDamage::any()) {
        let query = [b"c=", &*damage.apply(&token)].concat();
        prop_assert_eq!(location(&query), Some(format!("sipphone://{token}")));
    }

    #[test]
    fn answers_to_damaged_queries_are_documented(query in damaged_query()) {
        location(&query);
    }

    #[test]
    fn answers_to_noise_are_documented(method in "GET|HEAD|[A-Z]{0,7}|\\PC{0,5}", query in strategies::bytes(0..300)) {
        let response = LaunchHandler::new(Scheme::SIP_PHONE).handle(Request::new(&method, &query));
        safe_response::check(&response, "sipphone://");
        let known = method == "GET" || method == "HEAD";
        prop_assert_eq!(response.status() == 405, !known);
    }

    /// Only a tap with a claim opens the app with a one-time link, whatever else is in the request.
    #[test]
    fn one_time_links_open_the_app_with_a_claim_alone(
        method in "GET|HEAD|POST|[A-Z]{0,7}",
        salt: [u8; 4],
        damage in RepairableDamage::any(),
        noise in damaged_query(),
        claim in select(Claim::ALL),
        confirm: bool,
        with_link: bool,
    ) {
        let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a ring");
        let credentials = Credentials { username: "a", server: "b", password: "c" };
        let sealed = keys.seal_one_time_with_salt(credentials, Seal { expires: 2, context: b"" }, salt).expect("sealed");
        let handler = LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(Brand::sip_phone(), keys, b"");
        let handler = if confirm { handler.with_confirmation() } else { handler }.sealed_only();
        let link = if with_link { damage.apply(sealed.as_str()) } else { Vec::new() };
        let query = [b"c=", &*link, b"&", &*noise].concat();

        let launch = handler.inspect(Request::at(&method, &query, 1));
        for (response, claim) in [(launch.answer_claimed(claim), claim), (launch.answer(), Claim::Unavailable)] {
            safe_response::check(&response, "sipphone://");
            let opens = response.header("Location").is_some() || response.body().contains("sipphone://");
            let may_open = launch.needs_claim() && matches!(claim, Claim::First | Claim::Again);
            prop_assert_eq!(opens, may_open);
            prop_assert!(!may_open || (method == "POST" && with_link));
        }
    }

    #[test]
    fn the_parameter_is_found_wherever_it_stands(
        token in strategies::token(),
        before in vec("[abd-zA-Z0-9=.]{0,70}", 0..4),
        after in vec("[abd-zA-Z0-9=.]{0,70}", 0..4),
    ) {
        let query = [before, vec![format!("c={token}")], after].concat().join("&");
        prop_assert_eq!(location(query.as_bytes()), Some(format!("sipphone://{token}")));
    }

    /// Only what was a token before can be one after: two tokens never become a third.
    #[test]
    fn doubled_parameters_are_refused(
        token in strategies::token(),
        other in strategies::token(),
        name in select(vec!["c", "%63"]),
    ) {
        let query = format!("c={token}&{name}={other}");
        prop_assert_eq!(location(query.as_bytes()), None);
    }

    /// Any layer of escaping up to two, on any of the characters.
    #[test]
    fn partly_escaped_tokens_launch(token in strategies::token(), escaped in vec(any::<bool>(), 192), twice: bool) {
        let partly: String = token.bytes().zip(escaped.iter().cycle()).map(|(b, &escape)| match (escape, twice) {
            (false, _) => char::from(b).to_string(),
            (true, false) => format!("%{b:02x}"),
            (true, true) => format!("%25{b:02x}"),
        }).collect();
        prop_assert_eq!(location(format!("c={partly}").as_bytes()), Some(format!("sipphone://{token}")));
    }
}

/// What mail programs and gateways break lines with.
const LINE_BREAKS: [&str; 4] = ["\n", "\r\n", "%0A", "%0D%0A"];

/// Wrapped once at each place, and into lines of each width.
fn wrapped(query: &str) -> impl Iterator<Item = String> {
    let lines = |width| query.as_bytes().chunks(width).map(|line| str::from_utf8(line).expect("ASCII")).collect();
    let once = (0..=query.len()).map(|at| <[&str; 2]>::from(query.split_at(at)).to_vec());
    once.chain((1..80).map(lines))
        .flat_map(|lines: Vec<&str>| LINE_BREAKS.map(|line_break| lines.join(line_break)))
        .filter(|query| query.len() <= LaunchHandler::MAX_QUERY_LEN)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Within an escape, too, and within the parameter's name.
    #[test]
    fn a_line_break_anywhere_is_repaired(token in strategies::token()) {
        let escaped = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        for query in wrapped(&format!("a=b&c={escaped}&d=e")) {
            prop_assert_eq!(location(query.as_bytes()), Some(format!("sipphone://{token}")), "{:?}", query);
        }
    }

    #[test]
    fn a_line_break_anywhere_in_a_sealed_link_is_repaired(
        fields in [strategies::field(), strategies::field(), strategies::field()],
    ) {
        let [username, server, password] = &fields;
        let credentials = Credentials { username, server, password };
        let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0).expect("a good ring");
        let sealed = String::from(keys.seal(credentials, Seal { expires: 1_800_000_000, context: b"" }).expect("good fields"));
        let handler = LaunchHandler::new(Scheme::SIP_PHONE).with_sealed_links(Brand::sip_phone(), keys, b"");
        let expected = handler.handle(Request::at("GET", format!("c={sealed}").as_bytes(), 0));
        prop_assert_eq!(expected.status(), 302);
        for query in wrapped(&format!("c={sealed}")) {
            let response = handler.handle(Request::at("GET", query.as_bytes(), 0));
            prop_assert_eq!(response.header("Location"), expected.header("Location"), "{:?}", query);
        }
    }
}
