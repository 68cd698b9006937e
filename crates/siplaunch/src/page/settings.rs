use core::fmt;

use crate::{Direction, Error, Language, Logo, Page, PageParts, PageText};

const DEFAULT_BRAND_NAME: &str = "sip:phone";

/// A setting that [`Page::from_settings`] refused. `Display` is the name, as far as it is one, and the error's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSetting {
    /// The setting's name, empty if there is none of the name that was given.
    pub name: &'static str,
    /// What is wrong with it.
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

macro_rules! settings {
    ($($name:ident)+) => {
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
    brand_name language direction accent_color logo logo_alt android_package android_fallback_url app_store google_play
    new_link_url auto_open
}

impl Page {
    /// A page from settings by name, as configuration files and other languages have them, in any order.
    ///
    /// | name | value |
    /// | --- | --- |
    /// | `brand_name` | the brand's name as customers know it; `sip:phone` if it is not given |
    /// | `language` | a tag such as `en`, `de-AT` or `ar`; a language other than `en` and `de` needs all texts |
    /// | `direction` | `ltr` or `rtl`, of the language that is given |
    /// | `accent_color` | [`Page::with_accent_color`] |
    /// | `logo`, `logo_alt` | [`Page::with_logo`]; without `logo_alt` the logo says the brand's name |
    /// | `android_package`, `android_fallback_url` | [`Page::with_android_app`] |
    /// | `app_store`, `google_play`, `new_link_url` | URLs of buttons |
    /// | `auto_open` | `true` or `false`, see [`Page::with_auto_open`] |
    /// | `texts.NAME`, of a name of [`PageText`] | that text, see [`Page::with_text`] |
    ///
    /// # Errors
    /// A bad setting; [`Error::PageSetting`] for a name that is unknown or given twice. What has no effect without
    /// another setting is refused in the name of that one.
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
