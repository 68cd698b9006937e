//! The launch page: an operator's settings, checked.

mod settings;
mod text;
mod view;

use alloc::{string::String, vec::Vec};
use core::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};

use self::text::gone_without_new_link;
pub(crate) use self::view::View;
pub use self::{
    settings::{BadSetting, PageSetting, SettingKind},
    text::PageText,
};
use crate::{
    Error, Language, Portal,
    android::AndroidApp,
    brand_name::check_brand_name,
    color::{Color, DEFAULT_ACCENT},
    message::template::{Filled, Values, check_without_link},
    url::HttpUrl,
};

const LOGO_TYPES: [&str; 4] = ["image/png", "image/svg+xml", "image/jpeg", "image/webp"];
const MAX_LANG_LEN: usize = 35;

/// The parts that every [`Page`] needs, by name so that none can change places.
#[derive(Clone, Copy, Debug)]
pub struct PageParts<'a> {
    /// The address of the launch handler, as for [`Portal::new`]: the QR code is a launch link.
    pub base: &'a str,
    /// The brand name that customers read, such as `Acme Phone`; at most
    /// [`MAX_BRAND_NAME_LEN`](crate::MAX_BRAND_NAME_LEN) bytes, not all of them blank, no control characters.
    pub brand_name: &'a str,
    /// The language of the texts.
    pub language: Language,
}

/// The direction that a language is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From left to right, `ltr`.
    #[default]
    LeftToRight,
    /// From right to left, `rtl`: Arabic, Hebrew, Persian, Urdu and others.
    RightToLeft,
}

impl Direction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// A logo that travels inside the page.
#[derive(Clone, Copy, Debug)]
pub struct Logo<'a> {
    /// `data:image/png;base64,…`, or the same with `svg+xml`, `jpeg` or `webp`; at most [`Page::MAX_LOGO_LEN`] bytes.
    ///
    /// Its background is white in light mode and a dark blue in dark mode; it becomes at most 56 CSS pixels high.
    pub data_uri: &'a str,
    /// Its text, for those who do not see it: mostly the brand name.
    pub alt: &'a str,
}

/// The launch page, which a launch handler can answer with in place of a redirect.
///
/// A redirect to an app link fails without a word where an in-app browser does not know the scheme, where the customer
/// dismissed the prompt, and on a desktop. The page has a button that opens the app link, buttons to the app's stores,
/// and on desktops a QR code of the launch link (feature `qr`). Bad and expired links get a page of the same look.
///
/// It is one HTML document of a few kilobytes without script or outside resource, under a Content-Security-Policy that
/// allows its style by hash and nothing else. It follows the system's light or dark mode, works at any width and in
/// both writing directions, and meets WCAG 2.2 level AA. All settings are escaped.
///
/// ```
/// use siplaunch::{Language, LaunchHandler, Page, PageParts, PageText, Request, Scheme};
///
/// let page = Page::new(PageParts {
///     base: "https://portal.example/p",
///     brand_name: "Acme Phone",
///     language: Language::English,
/// })?
/// .with_accent_color("#0f766e")?
/// .with_android_app("com.example.phone", None)?
/// .with_google_play("https://play.google.com/store/apps/details?id=com.example.phone")?
/// .with_text(PageText::Lead, "{brand} opens and signs you in.")?;
///
/// let handler = LaunchHandler::new(Scheme::SIP_PHONE).with_page(page)?;
/// let query = b"c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D";
/// let response = handler.handle(Request::new("GET", query).with_user_agent("Mozilla/5.0 (iPhone)"));
/// assert_eq!(response.status(), 200);
/// assert!(response.body().contains(r#"href="sipphone://yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=""#));
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone)]
pub struct Page {
    base: String,
    brand_name: String,
    language: Language,
    lang: Option<(String, Direction)>,
    texts: Vec<(PageText, String)>,
    accent: Color,
    logo: Option<OwnedLogo>,
    android: Option<OwnedAndroidApp>,
    app_store: Option<String>,
    google_play: Option<String>,
    new_link: Option<String>,
    auto_open: bool,
}

#[derive(Clone)]
struct OwnedLogo {
    data_uri: String,
    alt: String,
}

#[derive(Clone)]
struct OwnedAndroidApp {
    package: String,
    fallback_url: Option<String>,
}

impl OwnedAndroidApp {
    fn as_app(&self) -> AndroidApp<'_> {
        AndroidApp { package: &self.package, fallback_url: self.fallback_url.as_deref() }
    }
}

impl From<AndroidApp<'_>> for OwnedAndroidApp {
    fn from(app: AndroidApp<'_>) -> Self {
        Self { package: app.package.into(), fallback_url: app.fallback_url.map(Into::into) }
    }
}

impl Page {
    /// The longest text, 1,000 bytes.
    pub const MAX_TEXT_LEN: usize = 1000;

    /// The longest `data:` URI of a logo, 65,536 bytes. A few thousand are better: every answer carries it.
    pub const MAX_LOGO_LEN: usize = 65_536;

    /// A page with the texts of a language, in blue, without logo, store buttons or address for new links.
    ///
    /// # Errors
    /// [`Error::PortalBase`] or [`Error::BrandName`].
    pub fn new(parts: PageParts<'_>) -> Result<Self, Error> {
        Portal::new(parts.base)?;
        check_brand_name(parts.brand_name)?;
        Ok(Self {
            base: parts.base.into(),
            brand_name: parts.brand_name.into(),
            language: parts.language,
            lang: None,
            texts: Vec::new(),
            accent: DEFAULT_ACCENT,
            logo: None,
            android: None,
            app_store: None,
            google_play: None,
            new_link: None,
            auto_open: false,
        })
    }

    /// The same page with another text; `{brand}` in it becomes the brand name.
    ///
    /// # Errors
    /// [`Error::PageText`] if it is blank, longer than [`Page::MAX_TEXT_LEN`] bytes, or has a control character;
    /// [`Error::Template`] if it has another brace.
    pub fn with_text(mut self, text: PageText, value: &str) -> Result<Self, Error> {
        check_without_link(value)?;
        let value = checked_text(value)?;
        self.texts.retain(|(replaced, _)| *replaced != text);
        self.texts.push((text, value));
        Ok(self)
    }

    /// The same page in a language that the library has no texts for: replace all of them, see [`PageText::ALL`].
    ///
    /// `tag` becomes the page's `lang` attribute (BCP 47), such as `fr` or `ar-EG`.
    ///
    /// # Errors
    /// [`Error::PageLanguage`].
    pub fn with_lang(self, tag: &str, direction: Direction) -> Result<Self, Error> {
        if !is_language_tag(tag) {
            return Err(Error::PageLanguage);
        }
        Ok(Self { lang: Some((tag.into(), direction)), ..self })
    }

    /// The same page with another colour for the button: `#` and six hex digits.
    ///
    /// Any colour will do. The button's text is black or white, whichever reads better; the better of the two always has
    /// a contrast of more than the 4.5 to 1 of WCAG AA. Where the colour is too close to the page's own, in light or in
    /// dark mode, the button gets a border in a darker or lighter shade of it.
    ///
    /// # Errors
    /// [`Error::PageColor`].
    pub fn with_accent_color(self, color: &str) -> Result<Self, Error> {
        Ok(Self { accent: Color::parse(color).ok_or(Error::PageColor)?, ..self })
    }

    /// The same page with a logo in place of the brand's name and initial.
    ///
    /// # Errors
    /// [`Error::PageLogo`] for another type, an encoding other than Base64, or too much of it; [`Error::PageText`] for
    /// a bad `alt`.
    pub fn with_logo(self, logo: Logo<'_>) -> Result<Self, Error> {
        if !is_logo(logo.data_uri) {
            return Err(Error::PageLogo);
        }
        Ok(Self { logo: Some(OwnedLogo { data_uri: logo.data_uri.into(), alt: checked_text(logo.alt)? }), ..self })
    }

    /// The same page with an intent link for Android, which opens this app and no other that has the same scheme.
    ///
    /// Where the app is not installed, Android goes to `fallback_url`, or else to the package in its store. A request is
    /// from Android if [`Request::with_user_agent`](crate::Request::with_user_agent) says so.
    ///
    /// # Errors
    /// [`Error::Package`] or [`Error::FallbackUrl`].
    pub fn with_android_app(self, package: &str, fallback_url: Option<&str>) -> Result<Self, Error> {
        Ok(Self { android: Some(AndroidApp::new(package, fallback_url)?.into()), ..self })
    }

    /// The same page with a button to the App Store.
    ///
    /// # Errors
    /// [`Error::PageUrl`].
    pub fn with_app_store(self, url: &str) -> Result<Self, Error> {
        Ok(Self { app_store: Some(checked_url(url)?), ..self })
    }

    /// The same page with a button to Google Play.
    ///
    /// # Errors
    /// [`Error::PageUrl`].
    pub fn with_google_play(self, url: &str) -> Result<Self, Error> {
        Ok(Self { google_play: Some(checked_url(url)?), ..self })
    }

    /// The same page with a button to a new link, for customers whose link has expired.
    ///
    /// # Errors
    /// [`Error::PageUrl`].
    pub fn with_new_link_url(self, url: &str) -> Result<Self, Error> {
        Ok(Self { new_link: Some(checked_url(url)?), ..self })
    }

    /// The same page, but it tries to open the app link by itself (`<meta http-equiv="refresh">`).
    ///
    /// Off unless asked for: Chrome and Safari refuse to start an app without a tap, so mostly nothing happens or an
    /// error is logged, and where it does work a customer may be asked twice. The button is there in any case, but a web
    /// view that has no program for the scheme leaves the page for an error.
    #[must_use]
    pub fn with_auto_open(self) -> Self {
        Self { auto_open: true, ..self }
    }

    /// The settings that this page does not have and that lead a customer on: to the app, or to a new link. By their
    /// names in [`Page::from_settings`], for an operator's log.
    ///
    /// ```
    /// use siplaunch::{Language, Page, PageParts};
    ///
    /// let base = "https://portal.example/p";
    /// let page = Page::new(PageParts { base, brand_name: "Acme Phone", language: Language::English })?;
    /// assert!(page.missing().eq(["app_store", "google_play", "new_link_url"]));
    /// assert!(page.with_app_store("https://apps.example/acme")?.missing().eq(["google_play", "new_link_url"]));
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        let settings =
            [("app_store", &self.app_store), ("google_play", &self.google_play), ("new_link_url", &self.new_link)];
        settings.into_iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name)
    }

    pub(crate) fn portal<'a>(&'a self, param: &'a str) -> Result<Portal<'a>, Error> {
        Portal::with_param(&self.base, param)
    }

    fn text(&self, text: PageText) -> Filled<'_> {
        let replaced = self.texts.iter().find(|(candidate, _)| *candidate == text);
        let text = match replaced {
            Some((_, value)) => value,
            None if text == PageText::Gone && self.new_link.is_none() => gone_without_new_link(self.language),
            None => text.default_in(self.language),
        };
        Values { link: "", brand_name: &self.brand_name }.filled(text)
    }

    fn lang(&self) -> (&str, Direction) {
        match &self.lang {
            Some((tag, direction)) => (tag, *direction),
            None => (self.language.tag(), Direction::LeftToRight),
        }
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("brand_name", &self.brand_name).finish_non_exhaustive()
    }
}

fn checked_text(text: &str) -> Result<String, Error> {
    let good = text.len() <= Page::MAX_TEXT_LEN && !text.trim().is_empty() && !text.contains(char::is_control);
    if good { Ok(text.into()) } else { Err(Error::PageText) }
}

fn checked_url(url: &str) -> Result<String, Error> {
    HttpUrl::parse(url).map(|_| url.into()).ok_or(Error::PageUrl)
}

/// As far as BCP 47 (RFC 5646 §2.1) needs no registry: letters, then more letters and digits in groups of 1 to 8.
fn is_language_tag(tag: &str) -> bool {
    let (language, rest) = tag.split_once('-').map_or((tag, None), |(language, rest)| (language, Some(rest)));
    let is_language = (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    let is_subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    tag.len() <= MAX_LANG_LEN && is_language && rest.is_none_or(|rest| rest.split('-').all(is_subtag))
}

fn is_logo(uri: &str) -> bool {
    let parts = uri.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    let is_image = |(media_type, data): (&str, &str)| {
        LOGO_TYPES.contains(&media_type) && BASE64_STANDARD.decode(data).is_ok_and(|image| !image.is_empty())
    };
    uri.len() <= Page::MAX_LOGO_LEN && parts.is_some_and(is_image)
}
