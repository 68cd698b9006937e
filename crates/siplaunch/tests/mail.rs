//! Mails composed.
#![cfg(test)]
#![cfg(feature = "alloc")]

use proptest::prelude::*;
use siplaunch::{Error, MailDraft, MailWording};

const LINK: &str = "https://portal.example/p?a='1'&lang=en&c=-Ge4i1qbXC9u0rWJkF";
const GOOD: MailDraft<'static> =
    MailDraft { wording: MailWording::ENGLISH, link: LINK, brand_name: "Acme", accent_color: None };

fn with(change: impl FnOnce(&mut MailWording<'static>)) -> MailDraft<'static> {
    let mut draft = GOOD;
    change(&mut draft.wording);
    draft
}

#[test]
fn the_defaults_are_whole() {
    for (wording, language) in [(MailWording::ENGLISH, "en"), (MailWording::GERMAN, "de")] {
        let mail = MailDraft { wording, ..GOOD }.compose().expect("a good draft");
        assert!(mail.subject().contains("Acme"));
        assert_eq!(mail.text().lines().filter(|line| *line == LINK).count(), 1);
        assert_eq!(mail.text().matches("https://").count(), 1);
        assert!(mail.html().starts_with(&format!(r#"<!doctype html><html dir="auto" lang="{language}">"#)));
        assert!(mail.html().contains(r#"<a href="https://portal.example/p?a='1'&amp;lang=en&amp;c=-Ge4"#));
        assert_eq!(mail.html().matches("href").count(), 1);
        for part in [mail.subject(), mail.text(), mail.html()] {
            assert!(!part.contains(['{', '}']), "{part}");
        }
    }
}

#[test]
fn everything_is_escaped() {
    let wording = MailWording {
        language: r#"en"><script>"#,
        subject: "<{brand}> & you",
        text: "<b>1 < 2 & {brand}</b>\r\n{link}\r\n \r\n<script>",
        button: "<i>{brand}</i>",
    };
    let mail =
        MailDraft { wording, link: LINK, brand_name: "A&B <x> \"y\" {link}", ..GOOD }.compose().expect("a good draft");
    assert_eq!(mail.subject(), "<A&B <x> \"y\" {link}> & you");
    assert_eq!(mail.text(), format!("<b>1 < 2 & A&B <x> \"y\" {{link}}</b>\n{LINK}\n \n<script>"));
    for tag in ["<script", "<b>", "<i>", "<x>", "en\"><"] {
        assert!(!mail.html().contains(tag), "{tag}: {}", mail.html());
    }
    assert!(
        mail.html()
            .contains("<p>&lt;b&gt;1 &lt; 2 &amp; A&amp;B &lt;x&gt; &quot;y&quot; {link}&lt;/b&gt;<br>\n<a href=")
    );
    assert!(mail.html().contains("</a></p>\n<p>&lt;script&gt;</p>\n"));
}

#[test]
fn the_html_has_the_brand_and_its_colour_as_the_page_does() {
    let html = |brand, accent_color| {
        let mail = MailDraft { brand_name: brand, accent_color, ..GOOD }.compose();
        mail.map(|mail| mail.html().to_owned())
    };
    let blue = html("Acme", None).expect("a good draft");
    assert_eq!(blue.matches("background:#2563d0;color:#ffffff").count(), 2);
    assert!(blue.contains("\">A</span>Acme</p>\n<p>Welcome!</p>"), "{blue}");
    let yellow = html("ünï & co", Some("#FFCC00")).expect("a good draft");
    assert_eq!(yellow.matches("background:#ffcc00;color:#000000").count(), 2);
    // An edge that can be seen on white.
    assert_eq!(yellow.matches("border:1px solid #ffcc00").count(), 0);
    assert!(yellow.contains("\">Ü</span>ünï &amp; co</p>"), "{yellow}");
    assert!(html("☎", None).is_ok_and(|html| html.contains("<p style=\"margin:0 0 24px;font-weight:600\">☎</p>")));
    for color in ["", "blue", "#fff", "#12345g", "#1234567", "123456"] {
        assert_eq!(html("Acme", Some(color)).err(), Some(Error::PageColor), "{color}");
    }
}

#[test]
fn subjects_are_encoded_only_where_they_have_to_be() {
    let header = |subject: &str| {
        let wording = MailWording { subject, ..MailWording::ENGLISH };
        MailDraft { wording, ..GOOD }.compose().expect("a good subject").subject_header()
    };
    let long = "word ".repeat(60);
    let unbroken = |len| "a".repeat(len);
    for plain in ["a", "Set up {brand} on your phone", "Re: [1] \"x\" <y@z.example>; =?", "= ? =", &unbroken(69)] {
        let shown = plain.replace("{brand}", "Acme");
        assert!(!plain.contains("=?") || header(plain) != shown);
        assert!(plain.contains("=?") || header(plain) == shown, "{plain}: {}", header(plain));
    }
    let folded = header(long.trim_end());
    assert!(!folded.contains("=?") && folded.replace("\r\n ", " ") == long.trim_end(), "{folded}");
    for (subject, encoded) in [
        ("ä", "=?utf-8?Q?=C3=A4?="),
        ("=?utf-8?Q?x?=", "=?utf-8?Q?=3D=3Futf=2D8=3FQ=3Fx=3F=3D?="),
        (" a", "=?utf-8?Q?_a?="),
        ("a ", "=?utf-8?Q?a_?="),
        ("a  b", "=?utf-8?Q?a__b?="),
        (" ", "=?utf-8?Q?_?="),
        (&unbroken(70), &format!("=?utf-8?Q?{}?=\r\n =?utf-8?Q?{}?=", unbroken(57), unbroken(13))),
    ] {
        assert_eq!(header(subject), encoded);
    }
    // Lines are as full as they may be.
    let words = |lens: &[usize]| lens.iter().map(|&len| unbroken(len)).collect::<Vec<_>>().join(" ");
    for (lens, folds) in [
        (&[34, 34][..], 0),
        (&[34, 35], 1),
        (&[22, 22, 23], 0),
        (&[22, 22, 24], 1),
        (&[69, 38, 38], 1),
        (&[69, 38, 39], 2),
        (&[1, 67, 69, 7, 69, 7], 2),
        (&[1, 67, 69, 8, 69, 7], 3),
    ] {
        let value = header(&words(lens));
        assert_eq!((value.matches("\r\n ").count(), value.replace("\r\n ", " ")), (folds, words(lens)), "{lens:?}");
    }
    for subject in [&*long, &"☎".repeat(300), &unbroken(1000), &"=?".repeat(400), &"ä ".repeat(300)] {
        for (index, line) in header(subject).split("\r\n").enumerate() {
            assert!(line.len() + if index == 0 { "Subject: ".len() } else { 0 } <= 78, "{line}");
            assert!(line.bytes().all(|b| (b' '..=b'~').contains(&b)) && !line.trim().is_empty());
            assert!(index == 0 || line.starts_with(' '));
        }
    }
}

#[test]
fn drafts_are_refused_for_each_reason() {
    assert!(GOOD.compose().is_ok());
    for (draft, error) in [
        (with(|wording| wording.text = "no link"), Error::TemplateLink),
        (with(|wording| wording.text = "{link}\n{link}"), Error::TemplateLink),
        (with(|wording| wording.text = "here: {link}"), Error::TemplateSpacing),
        (with(|wording| wording.text = "{link} "), Error::TemplateSpacing),
        (with(|wording| wording.text = "{link}."), Error::TemplateSpacing),
        (with(|wording| wording.text = "{link}\n{name}"), Error::Template),
        (with(|wording| wording.subject = "{link}"), Error::Template),
        (with(|wording| wording.subject = "{"), Error::Template),
        (with(|wording| wording.button = "{link}"), Error::Template),
        (with(|wording| wording.subject = ""), Error::MailSubject),
        (with(|wording| wording.subject = "a\r\nBcc: b@c.example"), Error::MailSubject),
        (MailDraft { brand_name: "a\r\nBcc: b@c.example", ..GOOD }, Error::BrandName),
        (MailDraft { brand_name: "", ..GOOD }, Error::BrandName),
        (MailDraft { link: "sipphone://AAAA", ..GOOD }, Error::MessageLink),
        (MailDraft { link: "https://a/\"onclick=", ..GOOD }, Error::MessageLink),
    ] {
        assert_eq!(draft.compose().err(), Some(error), "{:?}", draft.wording);
    }
}

#[test]
fn debug_shows_no_link() {
    let mail = GOOD.compose().expect("a good draft");
    assert_eq!(format!("{mail:?}"), r#"Mail { subject: "Set up Acme on your phone", .. }"#);
    assert_eq!(format!("{GOOD:?}"), "MailDraft { .. }");
}

proptest! {
    #[test]
    fn composing_never_panics(
        text in "(\\{link\\}|\\{brand\\}|\\PC|[<>&\"]| |\n|\r\n){0,12}",
        subject in "(\\{brand\\}|\\PC|[<>&\"]){0,4}",
        button in "(\\{brand\\}|\\PC|[<>&\"]){0,4}",
        brand in ".{0,9}",
        language in ".{0,9}",
    ) {
        let wording = MailWording { language: &language, subject: &subject, text: &text, button: &button };
        match (MailDraft { wording, link: LINK, brand_name: &brand, accent_color: None }).compose() {
            Ok(mail) => {
                prop_assert!(mail.text().lines().any(|line| line == LINK));
                // Nothing that was given opens a tag: there are those of the frame and of the paragraphs only.
                let tags = mail.html().matches('<').count();
                let own = ["<!", "<html ", "<head>", "<meta ", "<title>", "</title>", "</head>", "<body ", "<p>", "<p ", "</p>", "<span ", "</span>", "<br>", "<a ", "</a>", "</body>", "</html>"];
                prop_assert_eq!(tags, own.iter().map(|tag| mail.html().matches(tag).count()).sum::<usize>());
                prop_assert_eq!(mail.html().matches("<a ").count(), 1);
            }
            Err(error) => prop_assert!((63..=68).contains(&error.code())),
        }
    }
}
