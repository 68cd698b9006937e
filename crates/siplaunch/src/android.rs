use crate::{Error, url::HttpUrl};

/// The app that an Android intent link opens, and the page for those who do not have it.
#[derive(Clone, Copy)]
pub(crate) struct AndroidApp<'a> {
    pub(crate) package: &'a str,
    pub(crate) fallback_url: Option<&'a str>,
}

impl<'a> AndroidApp<'a> {
    pub(crate) fn new(package: &'a str, fallback_url: Option<&'a str>) -> Result<Self, Error> {
        if !is_package(package) {
            return Err(Error::Package);
        }
        if fallback_url.is_some_and(|url| HttpUrl::parse(url).is_none()) {
            return Err(Error::FallbackUrl);
        }
        Ok(Self { package, fallback_url })
    }
}

/// An Android application id: two or more segments, each a letter followed by letters, digits and `_`.
fn is_package(text: &str) -> bool {
    let is_segment = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_alphabetic())
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    text.contains('.') && text.split('.').all(is_segment)
}
