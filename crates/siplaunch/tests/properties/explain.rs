//! A link is found in whatever it was pasted in, and its credentials come back.

use std::fmt::Write as _;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use proptest::{prelude::*, sample::select};
use siplaunch::{
    Brand, Credentials, ExplainOptions, Explanation, Finding, KeyRing, Kind, LinkId, Portal, Seal, SealedToken,
    SealingKey, explain,
};

use crate::strategies;

const NOW: u64 = 1_800_000_000;
const CONTEXT: &[u8] = b"portal.example";

/// A link, and all that it takes to explain it.
#[derive(Debug)]
struct Issued {
    brand: Brand,
    keys: KeyRing,
    fields: [String; 3],
    link: String,
    key_id: u8,
    sealed: bool,
}

impl Issued {
    fn explain(&self, text: &str) -> Explanation {
        explain(text, ExplainOptions::at(&self.brand, NOW).with_key_ring(&self.keys, CONTEXT))
    }

    /// That the link is found as it was made, and no other.
    fn check(&self, text: &str) -> Result<Explanation, TestCaseError> {
        let explanation = self.explain(text);
        let found =
            explanation.credentials().map(|found| [found.username, found.server, found.password].map(str::to_owned));
        prop_assert_eq!(found.as_ref(), Some(&self.fields), "{:?} of {:?} in {}", explanation, self.link, text);
        prop_assert_eq!(explanation.link_count(), 1, "{}", text);
        prop_assert_eq!(explanation.kind(), Kind::LaunchLink);
        prop_assert_eq!(explanation.id().is_some(), self.sealed);
        let (place, _) = self.link.split_once("c=").expect("the parameter");
        prop_assert_eq!(explanation.shown(), place.replace("lang=de", "lang=…") + "c=…", "{}", text);
        Ok(explanation)
    }

    fn check_good(&self, text: &str) -> Result<Explanation, TestCaseError> {
        let explanation = self.check(text)?;
        prop_assert!(explanation.is_good(), "{:?} of {:?} in {}", explanation, self.link, text);
        Ok(explanation)
    }
}

prop_compose! {
    fn issued()(
        brand in strategies::brand(), key: [u8; 32], key_id in 0..4_u8,
        fields in [strategies::field(), strategies::field(), strategies::field()],
        base in select(vec!["https://portal.example/p", "https://portal.example/p?lang=de", "https://a.example"]),
        sealed: bool,
    ) -> Issued {
        let keys = KeyRing::new(&[SealingKey { id: key_id, key: &key }], key_id).expect("a good ring");
        let portal = Portal::new(base).expect("a good base");
        let [username, server, password] = &fields;
        let credentials = Credentials { username, server, password };
        let link = if sealed {
            let text = String::from(keys.seal(credentials, Seal { expires: NOW + 60, context: CONTEXT }).expect("good fields"));
            portal.link(SealedToken::parse(&text).expect("a sealed link")).to_string()
        } else {
            portal.link(brand.token(credentials).expect("good fields")).to_string()
        };
        Issued { brand, keys, fields, link, key_id, sealed }
    }
}

/// RFC 2045 §6.7, lines of 76 characters.
fn quoted_printable(text: &str, line_break: &str) -> String {
    let mut coded = String::new();
    for line in text.split('\n') {
        let mut len = 0;
        for byte in line.bytes() {
            let piece = match byte {
                b'=' | b'\r' | 127.. => format!("={byte:02X}"),
                byte => char::from(byte).to_string(),
            };
            if len + piece.len() > 75 {
                write!(coded, "={line_break}").expect("a String");
                len = 0;
            }
            len += piece.len();
            coded.push_str(&piece);
        }
        coded.push_str(line_break);
    }
    coded
}

fn base64_lines(text: &str, line_break: &str) -> String {
    let code = BASE64_STANDARD.encode(text);
    let lines: Vec<&str> = code.as_bytes().chunks(76).map(|line| str::from_utf8(line).expect("ASCII")).collect();
    lines.join(line_break) + line_break
}

fn html(link: &str) -> String {
    let link = link.replace('&', "&amp;");
    format!(
        "<!doctype html><html><body><p>Welcome</p>\n<p><a href=\"{link}\" style=\"color:#fff\">Open</a></p>\n\
         <p><a href=\"https://store.example/app?id=1&amp;c=\">Install</a> or <a href='https://news.example/?c=12'>no</a></p>\n\
         </body></html>\n"
    )
}

fn mail(encoding: &str, text: &str, html: &str, line_break: &str) -> String {
    let part = |kind: &str, body: &str| {
        [
            "--=_b0undary-17f",
            &format!("Content-Type: text/{kind}; charset=utf-8"),
            &format!("Content-Transfer-Encoding: {encoding}"),
            "",
            body,
        ]
        .join(line_break)
    };
    [
        "From: Acme <mail@acme.example>",
        "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative; boundary=\"=_b0undary-17f\"",
        "",
        &part("plain", text),
        &part("html", html),
        "--=_b0undary-17f--",
        "",
    ]
    .join(line_break)
}

/// What a link is in when it is pasted, and nothing of which damages it.
fn wrappings(link: &str) -> Vec<String> {
    let escaped = link.replace('&', "&amp;");
    let lines = format!("Welcome!\n\nTap this link to set up your phone:\n\n{link}\n\nRegards,\nAcme\n");
    vec![
        link.to_owned(),
        format!("\u{feff}{link}\r\n"),
        format!("Welcome! {link} to launch Acme"),
        format!("{link} to launch Acme"),
        format!("Acme: {link}\nReply STOP to end."),
        format!("Open {link}."),
        format!("Have you tried {link}?!"),
        format!("<{link}>"),
        format!("\"{link}\""),
        format!("'{link}'"),
        format!("„{link}“, «{link}» or “{link}”"),
        format!("See ({link}), [{link}] or {{{link}}}."),
        format!("[Open]({link}) and [{link}]({link})"),
        format!("*{link}* _{link}_ `{link}`"),
        format!("Link:{link}"),
        format!("a;{link};b"),
        format!("1,{link},x"),
        format!("{{\"link\":\"{link}\",\"id\":1}}"),
        lines.clone(),
        lines.replace('\n', "\r\n"),
        lines.replace("\n", "\n> "),
        html(link),
        html(link).replace('\n', "\r\n"),
        format!("href=\"{escaped}\""),
        html(link).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
    ]
}

fn mails(link: &str) -> Vec<String> {
    let text = format!("Grüße!\n\n{link}\n\nYour Acme, https://acme.example\n");
    let mut mails = Vec::new();
    for line_break in ["\n", "\r\n"] {
        let quoted = [&text, &html(link)].map(|part| quoted_printable(part, line_break));
        let coded = [&text, &html(link)].map(|part| base64_lines(part, line_break));
        mails.push(mail("8bit", &text, &html(link), line_break));
        mails.push(mail("quoted-printable", &quoted[0], &quoted[1], line_break));
        mails.push(mail("base64", &coded[0], &coded[1], line_break));
        mails.push(mail("quoted-printable", &quoted[0], &quoted[1], line_break).replace('\n', "\n> "));
        mails.extend(quoted);
        mails.extend(coded);
    }
    mails
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn links_are_found_in_what_they_are_pasted_in(issued in issued()) {
        for text in wrappings(&issued.link) {
            issued.check_good(&text)?;
        }
    }

    #[test]
    fn links_are_found_in_mails(issued in issued()) {
        for text in mails(&issued.link) {
            issued.check_good(&text)?;
        }
    }

    /// Support may have neither the keys nor the brand of the link.
    #[test]
    fn links_are_found_without_their_keys(issued in issued(), other in strategies::brand()) {
        for text in wrappings(&issued.link).into_iter().chain(mails(&issued.link)) {
            let explanation = explain(&text, ExplainOptions::at(&other, NOW));
            prop_assert_eq!(explanation.link_count(), 1, "{}", text);
            prop_assert_eq!((explanation.id().is_some(), explanation.token().is_some()), (issued.sealed, !issued.sealed), "{}", text);
            let faults: Vec<Finding> = explanation.findings().iter().copied().filter(|finding| finding.is_fault()).collect();
            let undecodable = [Finding::WrongKey, Finding::NotUtf8, Finding::OtherFields, Finding::ControlCharacter];
            match (issued.sealed, &*faults) {
                (true, []) => prop_assert_eq!(explanation.findings(), [Finding::Sealed]),
                (false, [only]) => prop_assert!(undecodable.contains(only), "{} {}", only, text),
                _ => prop_assert!(false, "{:?} in {}", faults, text),
            }
        }
    }

    /// Whatever is before and after a link in a mail's encoded part, if all of the link is there.
    #[test]
    fn links_are_found_in_a_part_of_a_mail(issued in issued(), before in 0..150_usize, after in 0..150_usize) {
        let words = |len: usize| "Grüße und Küsse ".repeat(10).chars().take(len).collect::<String>();
        let text = format!("{}{}{}", words(150), issued.link, words(150));
        let coded = base64_lines(&format!("{} {} {}", words(150), issued.link, words(150)), "\r\n");
        issued.check_good(&coded[before.min(100)..coded.len() - after.min(100)])?;
        let text = text.replace(&issued.link, &format!(" {} ", issued.link));
        let quoted = quoted_printable(&text, "\n");
        issued.check_good(&quoted[before..quoted.len() - after])?;
    }

    #[test]
    fn a_link_has_the_number_of_its_line(issued in issued(), lines in 0..9_usize) {
        let text = format!("{}Open {} now", "a line\r\n".repeat(lines), issued.link);
        prop_assert_eq!(issued.check_good(&text)?.line(), Some(lines + 1));
        prop_assert_eq!(issued.check_good(&base64_lines(&text, "\n"))?.line(), None);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// By mail programs, once anywhere, and into lines of a width.
    #[test]
    fn wrapped_links_are_found(issued in issued(), prose: bool) {
        let around = |text: &str| if prose { format!("Welcome!\n{text}\nRegards, Acme") } else { text.to_owned() };
        let link = &issued.link;
        for line_break in ["\n", "\r\n"] {
            for at in 1..link.len() {
                issued.check(&around(&format!("{}{line_break}{}", &link[..at], &link[at..])))?;
            }
            for width in [20, 40, 60, 64, 70, 72, 76, 78] {
                let lines: Vec<&str> = link.as_bytes().chunks(width).map(|line| str::from_utf8(line).expect("ASCII")).collect();
                if lines.len() <= 16 {
                    issued.check(&around(&lines.join(line_break)))?;
                    issued.check(&lines.join(&format!("{line_break}> ")))?;
                }
            }
        }
        let value = link.find("c=").expect("the parameter") + 2;
        for line_break in ["%0A", "%0D%0A"] {
            for at in value..=link.len() {
                issued.check(&around(&format!("{}{line_break}{}", &link[..at], &link[at..])))?;
            }
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_links_are_found(issued in issued(), prose: bool) {
        let around = |text: &str| if prose { format!("Welcome! {text} to launch Acme") } else { text.to_owned() };
        let link = &issued.link;
        let (base, value) = link.split_at(link.find("c=").expect("the parameter") + 2);
        issued.check(&around(&format!("{base}{}", value.replace('%', "%25"))))?;
        issued.check(&around(&format!("{base}{}", value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="))))?;
        // A space at the end of what was pasted is no `+`: nobody can tell.
        let (start, end) = value.strip_suffix("%2B").map_or((value, ""), |start| (start, "+"));
        let spaced = start.replace("%2B", " ").replace("%2F", "/").replace("%3D", "=");
        issued.check(&around(&format!("{base}{spaced}{end}")))?;
        issued.check(&around(&format!("{base}{}", value.replace("%3D", ""))))?;
    }

    #[test]
    fn several_links_are_counted_and_explained_by_number(all in prop::collection::vec(issued(), 2..6)) {
        let [first, ..] = &*all else { unreachable!() };
        let links: Vec<String> = all.iter().map(|issued| {
            let [username, server, password] = &issued.fields;
            let token = first.brand.token(Credentials { username, server, password }).expect("good fields");
            Portal::new("https://portal.example/p").expect("a base").link(token).to_string()
        }).collect();
        let text = format!("{0}\n{0}\n", links.join("\nand "));
        for (i, (issued, link)) in all.iter().zip(&links).enumerate() {
            let explanation = explain(&text, ExplainOptions::at(&first.brand, NOW).with_link(i));
            prop_assert_eq!(explanation.link_count(), links.len());
            prop_assert_eq!(explanation.line(), Some(i + 1));
            prop_assert_eq!(explanation.credentials().map(|found| found.password), Some(&*issued.fields[2]), "{}", link);
        }
        let none = explain(&text, ExplainOptions::at(&first.brand, NOW).with_link(links.len()));
        prop_assert!(!none.is_good() && none.kind() == Kind::Unknown && none.link_count() == links.len());
    }

    /// The shown text of a link holds nothing of its payload, whatever the damage.
    #[test]
    fn what_is_shown_is_no_secret(issued in issued(), at: prop::sample::Index, with in "[ -~é\\n]{0,3}", cut in 0..4_usize) {
        let (base, payload) = issued.link.split_at(issued.link.find("c=").expect("the parameter") + 2);
        let at = at.index(payload.len());
        let damaged = format!("{}{with}{}", &payload[..at], &payload[(at + cut).min(payload.len())..]);
        for text in [format!("{base}{damaged}"), format!("c={damaged}"), damaged.clone(), format!("acme-phone://{damaged}"),
                     format!("intent://{damaged}#Intent;scheme=acme-phone;end"), format!("https://portal.example/{damaged}")] {
            let explanation = issued.explain(&text);
            for window in payload.as_bytes().windows(20) {
                prop_assert!(!explanation.shown().contains(str::from_utf8(window).expect("ASCII")), "{}", explanation.shown());
            }
            prop_assert!(!explanation.shown().contains(siplaunch::is_unseen));
        }
    }

    #[test]
    fn sealed_links_tell_what_is_wrong_with_them(issued in issued()) {
        use siplaunch::Finding::{Changed, Expired, OtherKeyId, Revoked, Sealed, Valid};
        prop_assume!(issued.sealed);
        let options = ExplainOptions::at(&issued.brand, NOW).with_key_ring(&issued.keys, CONTEXT);
        let found = explain(&issued.link, options);
        prop_assert_eq!(found.findings().first(), Some(&Valid));
        let (expires, id) = (found.expires().expect("opened"), found.id().expect("whole"));
        prop_assert!((NOW + 60..NOW + 70).contains(&expires));
        let other = |ids: &[u8]| {
            let keys: Vec<SealingKey<'_>> = ids.iter().map(|id| SealingKey { id: *id, key: &[7; 32] }).collect();
            KeyRing::new(&keys, ids[0]).expect("a good ring")
        };
        let (all, without) = (other(&[0, 1, 2, 3]), other(&[(issued.key_id + 1) % 4, (issued.key_id + 2) % 4]));
        for (options, finding, opens) in [
            (ExplainOptions::at(&issued.brand, expires).with_key_ring(&issued.keys, CONTEXT), Expired, true),
            (options.with_revoked(&[id]), Revoked, true),
            (options.with_key_ring(&issued.keys, b"elsewhere"), Changed, false),
            (options.with_key_ring(&all, CONTEXT), Changed, false),
            (options.with_key_ring(&without, CONTEXT), OtherKeyId, false),
            (ExplainOptions::at(&issued.brand, NOW), Sealed, false),
        ] {
            let explanation = explain(&issued.link, options);
            prop_assert_eq!(explanation.findings().first(), Some(&finding));
            prop_assert_eq!(explanation.is_good(), finding == Sealed);
            prop_assert!(!explanation.findings().contains(&Valid));
            prop_assert_eq!((explanation.credentials().is_some(), explanation.expires().is_some()), (opens, opens));
            prop_assert_eq!(explanation.id(), Some(id));
        }
        let others = [LinkId::parse(&"0".repeat(32)).expect("an id")];
        let explanation = explain(&issued.link, options.with_revoked(&others));
        prop_assert_eq!(explanation.findings().first(), Some(&Valid));
    }
}
