//! Mails composed.
#![cfg(test)]
#![cfg(feature = "alloc")]

use proptest::prelude::*;
use siplaunch::{Error, MailDraft, MailWording};

const LINK: &str = "https://portal.example/p?a='1'&lang=en&c=-Ge4i1qbXC9u0rWJkF";
const GOOD: MailDraft<'static> = MailDraft { wording: MailWording::ENGLISH, link: LINK, brand: "Acme" };

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
    let mail = MailDraft { wording, link: LINK, brand: "A&B <x> \"y\" {link}" }.compose().expect("a good draft");
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
        (MailDraft { brand: "a\r\nBcc: b@c.example", ..GOOD }, Error::BrandName),
        (MailDraft { brand: "", ..GOOD }, Error::BrandName),
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
        match (MailDraft { wording, link: LINK, brand: &brand }).compose() {
            Ok(mail) => {
                prop_assert!(mail.text().lines().any(|line| line == LINK));
                // Nothing that was given opens a tag: there are those of the frame and of the paragraphs only.
                let tags = mail.html().matches('<').count();
                let own = ["<!", "<html ", "<head>", "<meta ", "<title>", "</title>", "</head>", "<body ", "<p>", "</p>", "<br>", "<a ", "</a>", "</body>", "</html>"];
                prop_assert_eq!(tags, own.iter().map(|tag| mail.html().matches(tag).count()).sum::<usize>());
                prop_assert_eq!(mail.html().matches("<a ").count(), 1);
            }
            Err(error) => prop_assert!((63..=68).contains(&error.code())),
        }
    }
}
