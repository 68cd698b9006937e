//! A page ready to be sent: its style and policy made once, its HTML for each answer.

use alloc::{format, string::String};
use core::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    Page, PageText,
    color::Color,
    html::{Escaped, write_once},
    text::initial,
};
use crate::{Error, Link, Portal, Scheme, Token, response::Refusal};

const STYLE: &str = include_str!("style.css");

/// `--card` of the style, in light and in dark mode.
const LIGHT: Color = Color::WHITE;
const DARK: Color = Color::new([0x16, 0x1c, 0x26]);

/// WCAG 2.2, 1.4.11: what it takes to see where a button ends.
pub(crate) const MIN_EDGE_CONTRAST: f32 = 3.0;

/// The longest launch link that is shown as a QR code, in bytes: longer ones are too fine to be scanned off a screen.
#[cfg(feature = "qr")]
const MAX_QR_LEN: usize = 512;

/// A page, with what is the same in all of its answers.
#[derive(Clone, Debug)]
pub(crate) struct Dress {
    page: Page,
    style: String,
    policy: String,
}

impl Dress {
    pub(crate) fn new(page: Page) -> Self {
        let style = format!("{}{STYLE}", accent(page.accent));
        let hash = BASE64_STANDARD.encode(Sha256::digest(&style));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        Self { page, style, policy }
    }

    /// The value of the Content-Security-Policy header.
    pub(crate) fn policy(&self) -> &str {
        &self.policy
    }

    pub(crate) fn portal<'a>(&'a self, param: &'a str) -> Result<Portal<'a>, Error> {
        self.page.portal(param)
    }

    /// The page of a good link. `launch_link` is what is shown as a QR code.
    pub(crate) fn launch(&self, app_link: Link<'_>, launch_link: Option<Link<'_>>) -> Zeroizing<String> {
        let app_link: Zeroizing<String> = String::from(app_link).into();
        let code = launch_link.and_then(qr_svg);
        write_once(&Html {
            dress: self,
            matter: Matter::Launch { app_link: &app_link, code: code.as_ref().map(|svg| &***svg) },
        })
    }

    pub(crate) fn refusal(&self, refusal: Refusal) -> Zeroizing<String> {
        write_once(&Html { dress: self, matter: Matter::Refused(refusal) })
    }

    /// The link that opens the app: on Android one that names the app, if it is known.
    pub(crate) fn app_link<'a>(&'a self, scheme: &'a Scheme, token: Token<'a>, android: bool) -> Link<'a> {
        let plain = scheme.app_link(token);
        match &self.page.android {
            Some(app) if android => {
                scheme.intent_link(token, &app.package, app.fallback_url.as_deref()).unwrap_or(plain)
            }
            _ => plain,
        }
    }
}

/// The custom properties that depend on the accent colour.
fn accent(accent: Color) -> String {
    let edge = |card: Color| accent.edge_on(card, MIN_EDGE_CONTRAST);
    format!(
        ":root{{--accent:{accent};--on:{};--edge:{}}}@media (prefers-color-scheme:dark){{:root{{--edge:{}}}}}\n",
        accent.text_on(),
        edge(LIGHT),
        edge(DARK),
    )
}

#[cfg(feature = "qr")]
fn qr_svg(launch_link: Link<'_>) -> Option<Zeroizing<String>> {
    let text: Zeroizing<String> = String::from(launch_link).into();
    let code = if text.len() <= MAX_QR_LEN { crate::QrCode::new(&text).ok()? } else { return None };
    Some(code.to_svg().into())
}

#[cfg(not(feature = "qr"))]
fn qr_svg(_launch_link: Link<'_>) -> Option<Zeroizing<String>> {
    None
}

#[derive(Clone, Copy)]
enum Matter<'a> {
    Launch { app_link: &'a str, code: Option<&'a str> },
    Refused(Refusal),
}

/// The whole document.
struct Html<'a> {
    dress: &'a Dress,
    matter: Matter<'a>,
}

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        self.brand(f)?;
        match self.matter {
            Matter::Launch { app_link, code } => self.launch(f, app_link, code),
            Matter::Refused(refusal) => self.refused(f, refusal),
        }?;
        f.write_str("</main>\n</body>\n</html>\n")
    }
}

impl Html<'_> {
    fn text(&self, text: PageText) -> impl fmt::Display {
        Escaped(self.dress.page.text(text))
    }

    /// The heading, and what stands below it.
    fn texts(&self) -> (PageText, PageText) {
        match self.matter {
            Matter::Launch { .. } => (PageText::Title, PageText::Lead),
            Matter::Refused(refusal) => texts_of(refusal),
        }
    }

    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Dress { page, style, .. } = self.dress;
        let (lang, direction) = page.lang();
        let (title, text) = self.texts();
        let (wide, refresh) = match self.matter {
            Matter::Launch { app_link, code } => (code.is_some(), page.auto_open.then_some(app_link)),
            Matter::Refused(_) => (false, None),
        };
        write!(f, "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n", Escaped(lang), direction.as_str())?;
        f.write_str("<meta charset=\"utf-8\">\n")?;
        f.write_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")?;
        f.write_str("<meta name=\"format-detection\" content=\"telephone=no\">\n")?;
        // Browsers ask the server for an icon where none is named.
        f.write_str("<link rel=\"icon\" href=\"data:,\">\n")?;
        // What a messenger's preview shows; the link otherwise.
        writeln!(f, "<meta property=\"og:title\" content=\"{}\">", self.text(title))?;
        writeln!(f, "<meta property=\"og:description\" content=\"{}\">", self.text(text))?;
        if let Some(link) = refresh {
            writeln!(f, "<meta http-equiv=\"refresh\" content=\"0;url={}\">", Escaped(link))?;
        }
        writeln!(f, "<title>{}</title>\n<style>{style}</style>\n</head>\n<body>", self.text(title))?;
        writeln!(f, "<main{}>", if wide { " class=\"wide\"" } else { "" })
    }

    fn brand(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = &self.dress.page;
        f.write_str("<div>\n<p class=\"brand\">")?;
        match &page.logo {
            Some(logo) => write!(f, "<img src=\"{}\" alt=\"{}\">", Escaped(&logo.data_uri), Escaped(&logo.alt))?,
            None => {
                if let Some(initial) = initial(&page.brand_name) {
                    write!(f, "<span class=\"mark\" aria-hidden=\"true\">{}</span>", Escaped(initial.to_uppercase()))?;
                }
                write!(f, "{}", Escaped(&page.brand_name))?;
            }
        }
        f.write_str("</p>\n")
    }

    fn launch(&self, f: &mut fmt::Formatter<'_>, app_link: &str, code: Option<&str>) -> fmt::Result {
        self.heading(f)?;
        self.button(f, app_link, PageText::Button)?;
        self.install(f)?;
        f.write_str("</div>\n")?;
        code.map_or(Ok(()), |code| self.scan(f, code))
    }

    fn refused(&self, f: &mut fmt::Formatter<'_>, refusal: Refusal) -> fmt::Result {
        self.heading(f)?;
        if let (Refusal::Expired | Refusal::Revoked, Some(url)) = (refusal, &self.dress.page.new_link) {
            self.button(f, url, PageText::NewLink)?;
        }
        f.write_str("</div>\n")
    }

    fn heading(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (title, text) = self.texts();
        writeln!(f, "<h1>{}</h1>\n<p class=\"lead\">{}</p>", self.text(title), self.text(text))
    }

    fn button(&self, f: &mut fmt::Formatter<'_>, link: &str, text: PageText) -> fmt::Result {
        writeln!(f, "<a class=\"button\" href=\"{}\">{}</a>", Escaped(link), self.text(text))
    }

    fn install(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Page { app_store, google_play, .. } = &self.dress.page;
        if app_store.is_none() && google_play.is_none() {
            return Ok(());
        }
        writeln!(f, "<p class=\"install\">{}</p>", self.text(PageText::Install))?;
        f.write_str("<p class=\"stores\">")?;
        for (url, text) in [(app_store, PageText::AppStore), (google_play, PageText::GooglePlay)] {
            if let Some(url) = url {
                write!(f, "<a href=\"{}\">{}</a>", Escaped(url), self.text(text))?;
            }
        }
        f.write_str("</p>\n")
    }

    fn scan(&self, f: &mut fmt::Formatter<'_>, code: &str) -> fmt::Result {
        writeln!(
            f,
            "<div class=\"scan\">\n<div class=\"code\" role=\"img\" aria-label=\"{}\">{code}</div>\n<h2>{}</h2>\n<p>{}</p>\n</div>",
            self.text(PageText::ScanLabel),
            self.text(PageText::ScanTitle),
            self.text(PageText::Scan),
        )
    }
}

const fn texts_of(refusal: Refusal) -> (PageText, PageText) {
    match refusal {
        Refusal::BadLink => (PageText::BadLinkTitle, PageText::BadLink),
        Refusal::MethodNotAllowed => (PageText::MethodTitle, PageText::Method),
        Refusal::Expired | Refusal::Revoked => (PageText::GoneTitle, PageText::Gone),
        Refusal::QueryTooLong => (PageText::TooLongTitle, PageText::TooLong),
    }
}
