use core::fmt;

use crate::{Direction, Error, Language, Logo, Page, PageParts, PageText};

const DEFAULT_BRAND_NAME: &str = "sip:phone";

/// A setting that [`Page::from_settings`] refused. `Display` is the name, as far as it is one, and the error's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSetting {
    /// The setting's name, empty if there is none of the name that was given.
    pub name: &'static str,
    /// The error.
    pub error: Error,
}

impl fmt::Display for BadSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            "" => write!(f, "{}", self.error),
            name => write!(f, "{name}: {}", self.error),
        }
    }
}

impl core::error::Error for BadSetting {}

impl From<BadSetting> for Error {
    fn from(bad: BadSetting) -> Self {
        bad.error
    }
}

/// A setting of [`Page::from_settings`], for help texts and for languages that pass settings through by name.
///
/// ```
/// use siplaunch::{Page, SettingKind};
///
/// let color = Page::settings().find(|setting| setting.name == "accent_color").expect("a setting");
/// assert_eq!((color.kind, color.help), (SettingKind::Color, "The button's colour."));
/// assert!(Page::settings().any(|setting| setting.name == "texts.title"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageSetting {
    /// The name, in lower-case letters and `_`; the name of a text begins with `texts.`.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: SettingKind,
    /// Its meaning, in one or two sentences.
    pub help: &'static str,
}

/// The kind of a setting's value, which is always a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SettingKind {
    /// One line of text in UTF-8.
    Text,
    /// A BCP 47 tag, such as `de-AT`.
    LanguageTag,
    /// `ltr` or `rtl`.
    Direction,
    /// `#` and six hex digits.
    Color,
    /// A `data:` URI in Base64 of a PNG, SVG, JPEG or WebP image, of at most [`Page::MAX_LOGO_LEN`] bytes.
    Image,
    /// An Android application id.
    Package,
    /// An absolute http or https URL.
    Url,
    /// `true` or `false`.
    Flag,
}

impl SettingKind {
    /// The form of the value, in a few words, for help texts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LanguageTag => "language tag",
            Self::Direction => "ltr or rtl",
            Self::Color => "# and six hex digits",
            Self::Image => "data: URI of an image",
            Self::Package => "application id",
            Self::Url => "http or https URL",
            Self::Flag => "true or false",
        }
    }
}

macro_rules! settings {
    ($($(#[doc = $help:literal])+ $name:ident: $kind:ident;)+) => {
        const SETTINGS: &[PageSetting] = &[$(PageSetting {
            name: stringify!($name),
            kind: SettingKind::$kind,
            help: concat!($($help),+).trim_ascii(),
        },)+];

        #[derive(Default)]
        struct Settings<'a> {
            $($name: Option<&'a str>,)+
        }

        impl<'a> Settings<'a> {
            fn slot(&mut self, name: &str) -> Option<(&'static str, &mut Option<&'a str>)> {
                match name {
                    $(stringify!($name) => Some((stringify!($name), &mut self.$name)),)+
                    _ => None,
                }
            }
        }
    };
}

settings! {
    /// The brand name that customers read. The default is `sip:phone`.
    brand_name: Text;
    /// The language of the texts. A language other than `en` and `de` needs all texts.
    language: LanguageTag;
    /// The writing direction of the language. The default is `ltr`.
    direction: Direction;
    /// The button's colour.
    accent_color: Color;
    /// The logo, in place of the brand name.
    logo: Image;
    /// The text of the logo, for those who do not see it. The default is the brand name.
    logo_alt: Text;
    /// The app that Android opens, and no other app with the same scheme.
    android_package: Package;
    /// The page that Android opens without the app. The default is the app's page in the store.
    android_fallback_url: Url;
    /// The button to Apple's App Store.
    app_store: Url;
    /// The button to Google Play.
    google_play: Url;
    /// The button to a new link, for customers whose link has expired.
    new_link_url: Url;
    /// Whether the page opens the app without a tap. Most browsers refuse that.
    auto_open: Flag;
}

impl Page {
    /// All settings of [`Page::from_settings`]: those of the page, then its texts.
    pub fn settings() -> impl Iterator<Item = PageSetting> {
        let text = |text: &PageText| PageSetting { name: text.setting(), kind: SettingKind::Text, help: text.help() };
        SETTINGS.iter().copied().chain(PageText::ALL.iter().map(text))
    }

    /// A page from settings by name, in any order, as configuration files and other languages have them:
    /// [`Page::settings`] lists them.
    ///
    /// # Errors
    /// A bad setting; [`Error::PageSetting`] for a name that is unknown or given twice. A setting that has no effect without
    /// another one is refused in the name of that one.
    ///
    /// ```
    /// use siplaunch::{Error, Page};
    ///
    /// let base = "https://portal.example/p";
    /// assert!(Page::from_settings(base, &[("language", "de-AT"), ("texts.lead", "Servus!")]).is_ok());
    /// let bad = Page::from_settings(base, &[("accent_color", "blue")]).unwrap_err();
    /// assert_eq!((bad.name, bad.error), ("accent_color", Error::PageColor));
    /// ```
    pub fn from_settings(base: &str, settings: &[(&str, &str)]) -> Result<Self, BadSetting> {
        let unknown = BadSetting { name: "", error: Error::PageSetting };
        let mut given = Settings::default();
        let mut texts = alloc::vec::Vec::new();
        for &(name, value) in settings {
            if let Some((name, slot)) = given.slot(name) {
                if slot.replace(value).is_some() {
                    return Err(BadSetting { name, error: Error::PageSetting });
                }
            } else {
                let text = name.strip_prefix("texts.").and_then(PageText::parse).ok_or(unknown)?;
                if texts.iter().any(|(other, _)| *other == text) {
                    return Err(BadSetting { name: text.setting(), error: Error::PageSetting });
                }
                texts.push((text, value));
            }
        }
        given.page(base, &texts)
    }
}

impl Settings<'_> {
    fn page(&self, base: &str, texts: &[(PageText, &str)]) -> Result<Page, BadSetting> {
        let brand_name = self.brand_name.unwrap_or(DEFAULT_BRAND_NAME);
        let parts = PageParts { base, brand_name, language: self.language(texts)? };
        let page = Page::new(parts).map_err(|error| BadSetting {
            name: if error == Error::PortalBase { "base" } else { "brand_name" },
            error,
        })?;
        let page = self.with_lang(page)?;
        let page =
            texts.iter().try_fold(page, |page, &(text, value)| named(text.setting(), page.with_text(text, value)))?;
        let page = match (self.logo, self.logo_alt) {
            (Some(data_uri), alt) => named("logo", page.with_logo(Logo { data_uri, alt: alt.unwrap_or(brand_name) }))?,
            (None, Some(_)) => return Err(BadSetting { name: "logo", error: Error::PageLogo }),
            (None, None) => page,
        };
        let page = match (self.android_package, self.android_fallback_url) {
            (Some(package), fallback_url) => {
                page.with_android_app(package, fallback_url).map_err(|error| BadSetting {
                    name: if error == Error::Package { "android_package" } else { "android_fallback_url" },
                    error,
                })?
            }
            (None, Some(_)) => return Err(BadSetting { name: "android_package", error: Error::Package }),
            (None, None) => page,
        };
        let page = set("accent_color", self.accent_color, page, Page::with_accent_color)?;
        let page = set("app_store", self.app_store, page, Page::with_app_store)?;
        let page = set("google_play", self.google_play, page, Page::with_google_play)?;
        let page = set("new_link_url", self.new_link_url, page, Page::with_new_link_url)?;
        match self.auto_open {
            Some("true") => Ok(page.with_auto_open()),
            Some("false") | None => Ok(page),
            Some(_) => Err(BadSetting { name: "auto_open", error: Error::PageSetting }),
        }
    }

    /// The language whose texts are used: that of the tag's first part, if its texts are not all replaced anyway.
    fn language(&self, texts: &[(PageText, &str)]) -> Result<Language, BadSetting> {
        let Some(tag) = self.language else { return Ok(Language::English) };
        if let Ok(language) = Language::of_tag(tag) {
            return Ok(language);
        }
        let missing = PageText::ALL.iter().find(|text| !texts.iter().any(|(given, _)| given == *text));
        missing.map_or(Ok(Language::English), |text| {
            Err(BadSetting { name: text.setting(), error: Error::PageTextMissing })
        })
    }

    fn with_lang(&self, page: Page) -> Result<Page, BadSetting> {
        let direction = match self.direction {
            Some("rtl") => Direction::RightToLeft,
            Some("ltr") | None => Direction::LeftToRight,
            Some(_) => return Err(BadSetting { name: "direction", error: Error::PageSetting }),
        };
        match (self.language, self.direction) {
            (Some(tag), _) => named("language", page.with_lang(tag, direction)),
            (None, Some(_)) => Err(BadSetting { name: "language", error: Error::PageLanguage }),
            (None, None) => Ok(page),
        }
    }
}

fn set(
    name: &'static str,
    value: Option<&str>,
    page: Page,
    with: fn(Page, &str) -> Result<Page, Error>,
) -> Result<Page, BadSetting> {
    match value {
        Some(value) => named(name, with(page, value)),
        None => Ok(page),
    }
}

fn named(name: &'static str, result: Result<Page, Error>) -> Result<Page, BadSetting> {
    result.map_err(|error| BadSetting { name, error })
}
