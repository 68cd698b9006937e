//! The HTML of a page. Its style and its policy are made once, the document for each answer.

use alloc::{format, string::String};
use core::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    Error, Link, OwnedPortal, Page, PageText, Payload, Scheme, SealedToken, Token,
    brand_name::initial,
    color::{Color, MIN_EDGE_CONTRAST},
    html::Escaped,
    refusal::Refusal,
    writer::write_once,
};

const STYLE: &str = include_str!("style.css");

/// `--card` of the style, in light and in dark mode.
const LIGHT: Color = Color::WHITE;
const DARK: Color = Color::new([0x16, 0x1c, 0x26]);

/// The longest launch link that is shown as a QR code, in bytes: longer ones are too fine to be scanned off a screen.
#[cfg(feature = "qr")]
const MAX_QR_LEN: usize = 512;

/// A page, with all that its answers share.
#[derive(Clone, Debug)]
pub(crate) struct View {
    page: Page,
    portal: OwnedPortal,
    style: String,
    policy: String,
}

impl View {
    /// `param` is the launch handler's.
    pub(crate) fn new(page: Page, param: &str) -> Result<Self, Error> {
        let portal = page.portal(param)?.into();
        let style = format!("{}{STYLE}", accent(page.accent));
        let hash = BASE64_STANDARD.encode(Sha256::digest(&style));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        Ok(Self { page, portal, style, policy })
    }

    pub(crate) fn with_param(self, param: &str) -> Result<Self, Error> {
        Ok(Self { portal: self.page.portal(param)?.into(), ..self })
    }

    /// The value of the Content-Security-Policy header.
    pub(crate) fn policy(&self) -> &str {
        &self.policy
    }

    /// The page of a good link. The QR code is the launch link of `payload`.
    pub(crate) fn launch(&self, app_link: Link<'_>, payload: Payload<'_>) -> Zeroizing<String> {
        let app_link: Zeroizing<String> = String::from(app_link).into();
        let code = qr_svg(self.portal.as_portal().link(payload));
        let content = Content::Launch { app_link: &app_link, code: code.as_ref().map(|svg| &***svg), again: false };
        write_once(&Html { view: self, content })
    }

    /// The page of a link that needs a tap, with its QR code: the app link comes after the tap.
    pub(crate) fn form(&self, sealed: SealedToken<'_>) -> Zeroizing<String> {
        let code = qr_svg(self.portal.as_portal().link(sealed));
        write_once(&Html { view: self, content: Content::Form { code: code.as_ref().map(|svg| &***svg) } })
    }

    /// The page of a further tap on a one-time link.
    pub(crate) fn again(&self, app_link: Link<'_>) -> Zeroizing<String> {
        let app_link: Zeroizing<String> = String::from(app_link).into();
        let content = Content::Launch { app_link: &app_link, code: None, again: true };
        write_once(&Html { view: self, content })
    }

    pub(crate) fn refusal(&self, refusal: Refusal) -> Zeroizing<String> {
        write_once(&Html { view: self, content: Content::Refused(refusal) })
    }

    /// The link that opens the app: on Android one that names the app, if the page knows it.
    pub(crate) fn app_link<'a>(&'a self, scheme: &'a Scheme, token: Token<'a>, android: bool) -> Link<'a> {
        match &self.page.android {
            Some(app) if android => scheme.intent_link_of(token, app.as_app()),
            _ => scheme.app_link(token),
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
enum Content<'a> {
    Launch { app_link: &'a str, code: Option<&'a str>, again: bool },
    Form { code: Option<&'a str> },
    Refused(Refusal),
}

/// The whole document.
struct Html<'a> {
    view: &'a View,
    content: Content<'a>,
}

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        self.brand(f)?;
        match self.content {
            Content::Launch { app_link, code, .. } => {
                self.launch(f, code, |f| self.button(f, app_link, PageText::Button))
            }
            Content::Form { code } => self.launch(f, code, |f| self.form(f, PageText::Button)),
            Content::Refused(refusal) => self.refused(f, refusal),
        }?;
        f.write_str("</main>\n</body>\n</html>\n")
    }
}

impl Html<'_> {
    fn text(&self, text: PageText) -> impl fmt::Display {
        Escaped(self.view.page.text(text))
    }

    /// The heading, and the text below it.
    fn texts(&self) -> (PageText, PageText) {
        match self.content {
            Content::Launch { .. } | Content::Form { .. } => (PageText::Title, PageText::Lead),
            Content::Refused(refusal) => texts_of(refusal),
        }
    }

    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let View { page, style, .. } = self.view;
        let (lang, direction) = page.lang();
        let (title, text) = self.texts();
        let (wide, refresh) = match self.content {
            Content::Launch { app_link, code, again } => {
                (code.is_some(), (page.auto_open && !again).then_some(app_link))
            }
            Content::Form { code } => (code.is_some(), None),
            Content::Refused(_) => (false, None),
        };
        write!(f, "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n", Escaped(lang), direction.as_str())?;
        f.write_str("<meta charset=\"utf-8\">\n")?;
        f.write_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")?;
        f.write_str("<meta name=\"format-detection\" content=\"telephone=no\">\n")?;
        // Browsers ask the server for an icon where none is named.
        f.write_str("<link rel=\"icon\" href=\"data:,\">\n")?;
        // Previews in messengers show these in place of the link.
        writeln!(f, "<meta property=\"og:title\" content=\"{}\">", self.text(title))?;
        writeln!(f, "<meta property=\"og:description\" content=\"{}\">", self.text(text))?;
        if let Some(link) = refresh {
            writeln!(f, "<meta http-equiv=\"refresh\" content=\"0;url={}\">", Escaped(link))?;
        }
        writeln!(f, "<title>{}</title>\n<style>{style}</style>\n</head>\n<body>", self.text(title))?;
        writeln!(f, "<main{}>", if wide { " class=\"wide\"" } else { "" })
    }

    fn brand(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = &self.view.page;
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

    fn launch(
        &self,
        f: &mut fmt::Formatter<'_>,
        code: Option<&str>,
        button: impl FnOnce(&mut fmt::Formatter<'_>) -> fmt::Result,
    ) -> fmt::Result {
        self.heading(f)?;
        button(f)?;
        self.install(f)?;
        f.write_str("</div>\n")?;
        code.map_or(Ok(()), |code| self.scan(f, code))
    }

    fn refused(&self, f: &mut fmt::Formatter<'_>, refusal: Refusal) -> fmt::Result {
        self.heading(f)?;
        match (refusal, &self.view.page.new_link) {
            (Refusal::Expired | Refusal::Revoked | Refusal::Used, Some(url)) => {
                self.button(f, url, PageText::NewLink)?;
            }
            (Refusal::Unavailable { tap: true }, _) => self.form(f, PageText::TryAgain)?,
            // An empty address is that of the page, with its query.
            (Refusal::Unavailable { tap: false }, _) => self.button(f, "", PageText::TryAgain)?,
            _ => {}
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

    /// A form without an address sends its POST to the address of the page, with its query.
    fn form(&self, f: &mut fmt::Formatter<'_>, text: PageText) -> fmt::Result {
        let text = self.text(text);
        writeln!(f, "<form method=\"post\"><button class=\"button\" type=\"submit\">{text}</button></form>")
    }

    fn install(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Page { app_store, google_play, .. } = &self.view.page;
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
        Refusal::MethodNotAllowed { .. } => (PageText::MethodTitle, PageText::Method),
        Refusal::Expired | Refusal::Revoked => (PageText::GoneTitle, PageText::Gone),
        Refusal::Used => (PageText::UsedTitle, PageText::Used),
        Refusal::QueryTooLong => (PageText::TooLongTitle, PageText::TooLong),
        Refusal::Unavailable { .. } => (PageText::UnavailableTitle, PageText::Unavailable),
    }
}
