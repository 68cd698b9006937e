use alloc::{string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use super::{
    mail_header::unstructured,
    template::{Values, check_link_place, check_without_link},
};
use crate::{
    Error, Language,
    brand_name::initial,
    color::{Color, DEFAULT_ACCENT, MIN_EDGE_CONTRAST},
    html::Escaped,
    writer::write_once,
};

/// The longest subject, in bytes.
const MAX_SUBJECT_LEN: usize = 1000;

/// The words of a mail. In each of them `{brand}` becomes the brand name.
#[derive(Clone, Copy, Debug)]
pub struct MailWording<'a> {
    /// The language of the other fields as a BCP 47 tag, such as `en` or `de-AT`.
    pub language: &'a str,
    /// The subject: one line.
    pub subject: &'a str,
    /// The text of both parts, in paragraphs with an empty line between them. One of its lines is `{link}` alone.
    pub text: &'a str,
    /// The text of the HTML part's button, which hides the link.
    pub button: &'a str,
}

impl MailWording<'static> {
    /// A short mail in English.
    pub const ENGLISH: Self = Self {
        language: "en",
        subject: "Set up {brand} on your phone",
        text: "\
Welcome!

Open this link on your phone, and {brand} will start with your login filled in:

{link}

Please do not forward this message: whoever opens the link can use your phone account.
If you did not ask for it, you can ignore it.",
        button: "Open {brand}",
    };

    /// The same in German.
    pub const GERMAN: Self = Self {
        language: "de",
        subject: "{brand} auf Ihrem Telefon einrichten",
        text: "\
Willkommen!

Öffnen Sie diesen Link auf Ihrem Telefon, dann startet {brand} mit Ihren Zugangsdaten:

{link}

Bitte leiten Sie diese Nachricht nicht weiter: Wer den Link öffnet, kann Ihren Telefonanschluss benutzen.
Falls Sie sie nicht angefordert haben, können Sie sie ignorieren.",
        button: "{brand} öffnen",
    };

    /// The words of a language.
    #[must_use]
    pub const fn in_language(language: Language) -> Self {
        match language {
            Language::English => Self::ENGLISH,
            Language::German => Self::GERMAN,
        }
    }
}

impl<'a> MailWording<'a> {
    /// The words that are given, and those of a language for the others. `language` is a tag that begins like one of a
    /// [`Language`], or any if nothing is missing.
    ///
    /// # Errors
    /// [`Error::Language`].
    ///
    /// ```
    /// use siplaunch::{Error, MailWording};
    ///
    /// let wording = MailWording::for_tag("de-AT", Some("Servus"), None, None)?;
    /// assert_eq!((wording.language, wording.subject, wording.button), ("de-AT", "Servus", "{brand} öffnen"));
    /// assert_eq!(MailWording::for_tag("fr", Some("Bonjour"), None, None).err(), Some(Error::Language));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn for_tag(
        language: &'a str,
        subject: Option<&'a str>,
        text: Option<&'a str>,
        button: Option<&'a str>,
    ) -> Result<Self, Error> {
        if let (Some(subject), Some(text), Some(button)) = (subject, text, button) {
            return Ok(Self { language, subject, text, button });
        }
        let own = MailWording::in_language(Language::of_tag(language)?);
        Ok(Self {
            language,
            subject: subject.unwrap_or(own.subject),
            text: text.unwrap_or(own.text),
            button: button.unwrap_or(own.button),
        })
    }
}

/// The parts of a mail.
///
/// ```
/// use siplaunch::{MailDraft, MailWording};
///
/// let link = "https://portal.example/p?lang=en&c=-Ge4i1qbXC9u0rWJ";
/// let mail = MailDraft { wording: MailWording::ENGLISH, link, brand_name: "Acme Phone", accent_color: None }.compose()?;
/// assert_eq!(mail.subject(), "Set up Acme Phone on your phone");
/// assert!(mail.text().lines().any(|line| line == link));
/// assert!(mail.html().contains(r#"<a href="https://portal.example/p?lang=en&amp;c=-Ge4i1qbXC9u0rWJ""#));
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct MailDraft<'a> {
    /// The words, such as [`MailWording::ENGLISH`].
    pub wording: MailWording<'a>,
    /// The launch link: an absolute http or https URL. An app link is refused, because mail programs do not open it.
    pub link: &'a str,
    /// The brand name: at most [`MAX_BRAND_NAME_LEN`](crate::MAX_BRAND_NAME_LEN) bytes, not all of them blank, no control
    /// characters.
    pub brand_name: &'a str,
    /// The colour of the HTML part's button and of the brand's initial, as of
    /// [`Page::with_accent_color`](crate::Page::with_accent_color): `#` and six hex digits. None means the page's blue.
    pub accent_color: Option<&'a str>,
}

impl MailDraft<'_> {
    /// Puts link and name into the words.
    ///
    /// # Errors
    /// [`Error::Template`], [`Error::TemplateLink`], [`Error::TemplateSpacing`], [`Error::BrandName`],
    /// [`Error::MessageLink`], [`Error::MailSubject`], [`Error::MessageLength`] or [`Error::PageColor`].
    pub fn compose(&self) -> Result<Mail, Error> {
        let Self { wording, link, brand_name, accent_color } = *self;
        let values = Values { link, brand_name };
        values.check()?;
        check_without_link(wording.subject)?;
        let subject = values.fill(wording.subject)?;
        if !(1..=MAX_SUBJECT_LEN).contains(&subject.len()) || subject.contains(char::is_control) {
            return Err(Error::MailSubject);
        }
        check_link_place(wording.text)?;
        let lines: Vec<&str> = wording.text.lines().collect();
        if !lines.contains(&"{link}") {
            return Err(Error::TemplateSpacing);
        }
        let text = Zeroizing::new(values.fill(&lines.join("\n"))?);
        check_without_link(wording.button)?;
        let button = &values.fill(wording.button)?;
        let accent = accent_color.map_or(Some(DEFAULT_ACCENT), Color::parse).ok_or(Error::PageColor)?;
        let language = wording.language;
        let html = write_once(&Html { language, subject: &subject, lines: &lines, button, values, accent });
        Ok(Mail { subject, text, html })
    }
}

/// A whole HTML document, its styles in attributes because mail programs keep those.
struct Html<'a> {
    language: &'a str,
    subject: &'a str,
    /// The lines of the text, with placeholders.
    lines: &'a [&'a str],
    button: &'a str,
    values: Values<'a>,
    accent: Color,
}

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<!doctype html><html dir="auto" lang="{}"><head><meta charset="utf-8">"#, Escaped(self.language))?;
        f.write_str(r#"<meta name="viewport" content="width=device-width">"#)?;
        f.write_str(r#"<meta name="color-scheme" content="light dark">"#)?;
        write!(f, "<title>{}</title></head>", Escaped(self.subject))?;
        f.write_str(r#"<body style="font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:0 auto;padding:16px">"#)?;
        self.brand(f)?;
        let paragraphs = self.lines.split(|line| line.trim().is_empty()).filter(|paragraph| !paragraph.is_empty());
        paragraphs.into_iter().try_for_each(|lines| self.paragraph(f, lines))?;
        f.write_str("</body></html>\n")
    }
}

impl Html<'_> {
    /// Like the launch page's, so that a customer knows it again.
    fn brand(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"<p style="margin:0 0 24px;font-weight:600">"#)?;
        if let Some(initial) = initial(self.values.brand_name) {
            f.write_str(r#"<span aria-hidden="true" style="display:inline-block;width:42px;line-height:42px;"#)?;
            write!(f, r#"margin-inline-end:12px;border-radius:12px;text-align:center;{}">"#, self.colors())?;
            write!(f, "{}</span>", Escaped(initial.to_uppercase()))?;
        }
        writeln!(f, "{}</p>", Escaped(self.values.brand_name))
    }

    /// The accent colour and a text colour that reads well on it, with an edge that can be seen on white.
    fn colors(&self) -> impl fmt::Display {
        let edge = self.accent.edge_on(Color::WHITE, MIN_EDGE_CONTRAST);
        alloc::format!("border:1px solid {edge};background:{};color:{}", self.accent, self.accent.text_on())
    }

    fn paragraph(&self, f: &mut fmt::Formatter<'_>, lines: &[&str]) -> fmt::Result {
        for (index, line) in lines.iter().enumerate() {
            f.write_str(if index == 0 { "<p>" } else { "<br>\n" })?;
            match *line {
                "{link}" => self.anchor(f)?,
                line => write!(f, "{}", Escaped(self.values.filled(line)))?,
            }
        }
        f.write_str("</p>\n")
    }

    fn anchor(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (href, button) = (Escaped(self.values.link), Escaped(self.button));
        write!(f, r#"<a href="{href}" style="display:inline-block;padding:12px 24px;border-radius:12px;"#)?;
        write!(f, r#"font-weight:600;text-decoration:none;{}">{button}</a>"#, self.colors())
    }
}

impl fmt::Debug for MailDraft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailDraft").finish_non_exhaustive()
    }
}

/// A mail with a launch link in it, wiped when dropped. Made by [`MailDraft::compose`].
///
/// Send both parts as `multipart/alternative`, in UTF-8, the plain text first.
#[derive(Clone)]
pub struct Mail {
    subject: String,
    text: Zeroizing<String>,
    html: Zeroizing<String>,
}

impl Mail {
    /// The subject: one line of any characters, for a header that has yet to be encoded. Never holds the link.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The subject as the value of a `Subject` header: ASCII, encoded words (RFC 2047) where it needs them, and lines of at most
    /// 78 bytes with the header's name before it, joined by CR, LF and a space (RFC 5322 §2.2.3).
    ///
    /// ```
    /// use siplaunch::{MailDraft, MailWording};
    ///
    /// let link = "https://portal.example/p?c=-Ge4i1qbXC9u0rWJ";
    /// let draft = MailDraft { wording: MailWording::ENGLISH, link, brand_name: "Ünï", accent_color: None };
    /// assert_eq!(draft.compose()?.subject_header(), "=?utf-8?Q?Set_up_=C3=9Cn=C3=AF_on_your_phone?=");
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    #[must_use]
    pub fn subject_header(&self) -> String {
        unstructured(&self.subject, "Subject: ".len())
    }

    /// The `text/plain` part, the link alone on a line. Lines end in `\n`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The `text/html` part, a whole document with the link in an `href`. Lines end in `\n`.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.html
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("subject", &self.subject).finish_non_exhaustive()
    }
}
