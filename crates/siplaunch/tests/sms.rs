//! SMS budgets beside another implementation's, and texts composed.
#![cfg(test)]
#![cfg(feature = "alloc")]

use std::{
    io::Write as _,
    process::{Command, Stdio},
    thread,
};

use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    strategy::ValueTree as _,
    test_runner::{Config, TestRunner},
};
use serde::Deserialize;
use siplaunch::{Brand, Credentials, Error, Language, Portal, SmsBudget, SmsDraft, SmsEncoding};

const LINK: &str = "https://portal.example/p?c=-Ge4i1qbXC9u0rWJkF";

#[derive(Debug, Deserialize, PartialEq)]
struct Peer {
    encoding: String,
    units: usize,
    parts: usize,
    left: usize,
}

/// Lengths around those at which parts begin, in characters of one unit and of two, and others.
fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![1..20_usize, 30..36_usize, 62..74_usize, 72..82_usize, 130..164_usize, 298..312_usize, 1..700_usize]
}

fn text_of(characters: impl Strategy<Value = char> + Clone) -> impl Strategy<Value = String> {
    lengths().prop_flat_map(move |len| vec(characters.clone(), len)).prop_map(String::from_iter)
}

/// GSM-7 alone, with much and with little of its extension; and with few or many other characters, astral ones among them.
fn texts() -> impl Strategy<Value = String> {
    let basic: Vec<char> =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà".chars().collect();
    let extension: Vec<char> = "\u{c}^{}\\[~]|€".chars().collect();
    let odd: Vec<char> = "`ç\tÁá’“–—…\u{a0}ΑЖя漢字اש\u{fffd}".chars().collect();
    let astral: Vec<char> = "😀👩𝄞𠀀\u{10ffff}".chars().collect();
    let joining = select("\u{301}\u{200d}\u{fe0f}\u{feff}🇦🇹".chars().collect::<Vec<_>>());
    let basic = select(basic);
    let extension = select(extension);
    let odd = select(odd);
    let astral = select(astral);
    prop_oneof![
        text_of(basic.clone().boxed()),
        text_of(prop_oneof![20 => basic.clone(), 1 => extension.clone()].boxed()),
        text_of(prop_oneof![1 => basic.clone(), 1 => extension.clone()].boxed()),
        text_of(prop_oneof![100 => basic.clone(), 1 => odd.clone()].boxed()),
        text_of(prop_oneof![10 => basic.clone(), 2 => extension, 1 => odd.clone(), 1 => astral.clone()].boxed()),
        text_of(prop_oneof![1 => odd.clone(), 1 => astral.clone()].boxed()),
        text_of(prop_oneof![4 => odd, 4 => astral, 1 => joining].boxed()),
        text_of(any::<char>().prop_filter("C text ends there", |&c| c != '\0').boxed()),
    ]
}

/// The answers of smsutil, and of Gammu where it has one.
fn ask_peers(texts: &[String]) -> Vec<(Peer, Option<Peer>)> {
    let mut python = Command::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/../python/bin/python3"))
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/sms.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("apt-get install python3-venv, then tests/python/install.sh");
    let mut input = python.stdin.take().expect("a pipe");
    let lines: String = texts.iter().map(|text| serde_json::to_string(text).expect("JSON") + "\n").collect();
    let writer = thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = python.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "apt-get install python3-gammu python3-venv, then tests/python/install.sh");
    writer.join().expect("no panic").expect("written");
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    answers.lines().map(|line| serde_json::from_str(line).expect("an answer")).collect()
}

/// Returns how many texts Gammu had an answer to.
fn compare(texts: &[String]) -> usize {
    let answers = ask_peers(texts);
    assert_eq!(answers.len(), texts.len());
    for (text, (smsutil, gammu)) in texts.iter().zip(&answers) {
        let SmsBudget { encoding, units, parts, units_left: left, .. } = SmsBudget::of(text);
        let ours = Peer { encoding: encoding.as_str().into(), units, parts, left };
        assert_eq!(&ours, smsutil, "smsutil: {text:?}");
        match gammu {
            Some(gammu) => assert_eq!(&ours, gammu, "Gammu: {text:?}"),
            None => assert!(parts > 1 && !text.is_ascii(), "Gammu has no answer: {text:?}"),
        }
    }
    answers.iter().filter(|(_, gammu)| gammu.is_some()).count()
}

#[test]
fn budgets_are_those_of_others() {
    let mut runner = TestRunner::deterministic();
    let texts: Vec<String> = (0..4000).map(|_| texts().new_tree(&mut runner).expect("a text").current()).collect();
    let budgets: Vec<_> = texts.iter().map(|text| SmsBudget::of(text)).collect();
    let count = |is: &dyn Fn(&SmsBudget) -> bool| budgets.iter().filter(|budget| is(budget)).count();
    assert!(count(&|budget| budget.encoding == SmsEncoding::Gsm7) > 1300);
    assert!(count(&|budget| budget.encoding == SmsEncoding::Ucs2) > 1300);
    let unused =
        |budget: &SmsBudget| budget.parts * budget.encoding.units_per_part() > budget.units + budget.units_left;
    assert!(count(&|budget| budget.parts > 1 && unused(budget)) > 300, "pairs that a part has no room for");
    let answered = compare(&texts);
    assert!(answered > 2800, "Gammu answered {answered}");
}

#[test]
fn the_alphabet_is_that_of_others() {
    let texts: Vec<String> = ('\u{1}'..='\u{30ff}').map(String::from).collect();
    assert_eq!(compare(&texts), texts.len());
}

#[test]
fn parts_are_counted_as_they_are_filled() {
    let budget = |text: &str| {
        let SmsBudget { encoding, units, parts, units_left: left, .. } = SmsBudget::of(text);
        (encoding.as_str(), units, parts, left)
    };
    for (text, expected) in [
        (String::new(), ("GSM-7", 0, 1, 160)),
        ("a".repeat(160), ("GSM-7", 160, 1, 0)),
        ("a".repeat(161), ("GSM-7", 161, 2, 145)),
        ("a".repeat(306), ("GSM-7", 306, 2, 0)),
        ("a".repeat(307), ("GSM-7", 307, 3, 152)),
        ("€".repeat(80), ("GSM-7", 160, 1, 0)),
        ("€".repeat(81), ("GSM-7", 162, 2, 143)),
        ("a".repeat(152) + "€" + &"a".repeat(7), ("GSM-7", 161, 2, 144)),
        ("a".repeat(152) + "€" + &"a".repeat(151), ("GSM-7", 305, 2, 0)),
        ("a".repeat(152) + "€" + &"a".repeat(152), ("GSM-7", 306, 3, 152)),
        ("ж".repeat(70), ("UCS-2", 70, 1, 0)),
        ("ж".repeat(71), ("UCS-2", 71, 2, 63)),
        ("😀".repeat(35), ("UCS-2", 70, 1, 0)),
        ("😀".repeat(36), ("UCS-2", 72, 2, 61)),
        ("ж".repeat(66) + "😀" + &"ж".repeat(66), ("UCS-2", 134, 3, 66)),
        // What does not fit at a part's end still fits when there is but one part.
        ("ж".repeat(66) + "😀" + "жж", ("UCS-2", 70, 1, 0)),
    ] {
        assert_eq!(budget(&text), expected, "{text}");
    }
}

#[test]
fn the_character_that_costs_is_named() {
    let budget = SmsBudget::of("Grüße, 5 € – «danke»");
    assert_eq!((budget.first_non_gsm, budget.characters), (Some('–'), 20));
    assert_eq!(SmsBudget::of("`").first_non_gsm, Some('`'));
    assert_eq!(SmsBudget::of("Grüße, 5 €").first_non_gsm, None);
}

#[test]
fn the_handbooks_advice() {
    assert!(SmsBudget::of(&"€".repeat(140)).is_within_handbook());
    assert!(!SmsBudget::of(&"a".repeat(141)).is_within_handbook());
}

#[test]
fn the_handbooks_sms_and_its_sealed_form() {
    let brand = Brand::sip_phone();
    let portal = Portal::new("http://example.org/p").expect("a good base");
    let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
    let link = String::from(portal.link(brand.token(credentials).expect("good credentials")));
    let draft = SmsDraft { template: SmsDraft::ENGLISH, link: &link, brand_name: brand.scheme().as_str() };
    let sms = draft.compose().expect("a good draft");
    assert_eq!(
        sms.text(),
        "http://example.org/p?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg\
         %3D%3D to launch sipphone"
    );
    let sealed = draft.sealed_budget(&portal, credentials).expect("a good draft");
    assert_eq!((sms.budget().units, sms.budget().parts), (138, 1));
    assert_eq!((sealed.units, sealed.parts), (109, 1));
}

#[test]
fn the_sealed_budget_is_that_of_a_sealed_link() {
    use siplaunch::{KeyRing, Seal, SealedToken, SealingKey};

    let keys = KeyRing::new(&[SealingKey { id: 2, key: &[7; 32] }], 2).expect("a good ring");
    let brand = Brand::sip_phone();
    for (base, password) in [("https://a.example/~u", "p"), ("https://a.example/?x=[y]", "pä"), ("http://a", "pass w")]
    {
        let portal = Portal::new(base).expect("a good base");
        let credentials = Credentials { username: "43720123456", server: "sip.example.org", password };
        let plain = String::from(portal.link(brand.token(credentials).expect("good credentials")));
        let sealed =
            String::from(keys.seal(credentials, Seal { expires: 1_800_000_000, context: b"x" }).expect("sealed"));
        let sealed = String::from(portal.link(SealedToken::parse(&sealed).expect("sealed")));
        let draft = |link| SmsDraft { template: "{brand}: {link} öffnen", link, brand_name: "Größe – Telefon" };
        let guessed = draft(&plain).sealed_budget(&portal, credentials).expect("a good draft");
        assert_eq!(guessed, draft(&sealed).compose().expect("a good draft").budget());
    }
}

#[test]
fn default_texts_are_one_part_of_gsm7() {
    for (language, template) in [(Language::English, SmsDraft::ENGLISH), (Language::German, SmsDraft::GERMAN)] {
        assert_eq!(SmsDraft::template_in(language), template);
        let budget =
            SmsDraft { template, link: LINK, brand_name: "sipphone" }.compose().expect("a good draft").budget();
        assert_eq!((budget.encoding, budget.parts), (SmsEncoding::Gsm7, 1));
    }
}

#[test]
fn drafts_are_refused_for_each_reason() {
    let good = SmsDraft { template: "{link} {brand}", link: LINK, brand_name: "Acme" };
    assert_eq!(good.compose().expect("a good draft").text(), format!("{LINK} Acme"));
    for template in ["{link}", "a {link}", "{link} a", "{brand}:\n{link}\r\nb", "a\t{link}\tb {brand}{brand}"] {
        assert!(SmsDraft { template, ..good }.compose().is_ok(), "{template:?}");
    }
    for (template, error) in [
        ("", Error::TemplateLink),
        ("{brand}", Error::TemplateLink),
        ("{ link }", Error::TemplateLink),
        ("{LINK}", Error::TemplateLink),
        ("{link} {link}", Error::TemplateLink),
        ("{link}.", Error::TemplateSpacing),
        ("{link}, a", Error::TemplateSpacing),
        ("{link}\u{a0}a", Error::TemplateSpacing),
        ("({link} )", Error::TemplateSpacing),
        ("a:{link}", Error::TemplateSpacing),
        ("{link}{brand}", Error::TemplateSpacing),
        ("{link} {name}", Error::Template),
        ("{link} {", Error::Template),
        ("{link} }", Error::Template),
        ("{link} {{brand}}", Error::Template),
        ("{link} {brand", Error::Template),
    ] {
        assert_eq!(SmsDraft { template, ..good }.compose().err(), Some(error), "{template:?}");
    }
    for link in ["", "sipphone://AAAA", "example.org/p", "https://", "https://a b", "https://a/\n", "javascript:x"] {
        assert_eq!(SmsDraft { link, ..good }.compose().err(), Some(Error::MessageLink), "{link:?}");
    }
    for brand in ["", "a\nb", "a\u{85}b", "\u{7f}"] {
        assert_eq!(SmsDraft { brand_name: brand, ..good }.compose().err(), Some(Error::BrandName), "{brand:?}");
    }
    let portal = Portal::new("https://a").expect("a good base");
    let empty = Credentials { username: "", server: "b", password: "c" };
    assert_eq!(good.sealed_budget(&portal, empty).err(), Some(Error::UsernameEmpty));
}

#[test]
fn a_value_is_not_read_as_a_template() {
    let draft = SmsDraft { template: "{brand} {link}", link: LINK, brand_name: "{link}{x}" };
    assert_eq!(draft.compose().expect("a good draft").text(), format!("{{link}}{{x}} {LINK}"));
}

proptest! {
    #![proptest_config(Config::with_cases(500))]

    #[test]
    fn budgets_are_consistent(text in texts()) {
        let budget = SmsBudget::of(&text);
        let encoding = budget.encoding;
        prop_assert_eq!(budget.first_non_gsm.is_some(), encoding == SmsEncoding::Ucs2);
        prop_assert_eq!(budget.characters, text.chars().count());
        if budget.parts == 1 {
            prop_assert_eq!(budget.units + budget.units_left, encoding.units_alone());
        } else {
            let room = budget.parts * encoding.units_per_part();
            prop_assert!(budget.units > encoding.units_alone());
            prop_assert!(budget.units_left < encoding.units_per_part());
            // Each part but the last can have lost one unit to a pair.
            prop_assert!((budget.units + budget.units_left..budget.units + budget.units_left + budget.parts).contains(&room));
        }
        let longer = SmsBudget::of(&(text + "a"));
        prop_assert!(longer.parts >= budget.parts);
    }

    #[test]
    fn composing_never_panics(template in "(\\{link\\}|\\{brand\\}|\\PC| |\n){0,8}", link in "(https://a)?\\PC{0,9}", brand in ".{0,9}") {
        let draft = SmsDraft { template: &template, link: &link, brand_name: &brand };
        match draft.compose() {
            Ok(sms) => {
                prop_assert!(sms.text().split_ascii_whitespace().any(|word| word == link));
                prop_assert_eq!(sms.budget(), SmsBudget::of(sms.text()));
                let debug = format!("{sms:?} {draft:?}");
                prop_assert!(!debug.contains(&link));
            }
            Err(error) => prop_assert!((63..=67).contains(&error.code())),
        }
    }
}
