use pyo3::prelude::*;

use crate::{
    error::Result,
    mapping::Items,
    text::{OwnedText, Text},
};

/// The launch page, which a launch handler can answer with in place of a redirect.
///
/// A redirect fails without a word where an in-app browser does not know the scheme, and on a desktop. The page has a
/// button, tells where the app can be had, and shows desktops a QR code.
///
/// Args:
///     base (str): where the launch handler is reached, as for `Portal`.
///     brand_name (str | None): the brand's name as customers know it; `sip:phone` if it is not given.
///     language (str | None): a tag such as `en` or `de-AT`; a language other than `en` and `de` needs all texts.
///     direction (str | None): `ltr` or `rtl`, of the language that is given.
///     accent_color (str | None): the button's colour, `#` and six hex digits.
///     logo (str | None): a `data:` URI in Base64 of a PNG, SVG, JPEG or WebP image, at most 65,536 bytes.
///     logo_alt (str | None): what the logo says; the brand's name if it is not given.
///     android_package (str | None): the Android application id, for an intent link.
///     android_fallback_url (str | None): where that goes without the app.
///     app_store (str | None): the URL of the button to the App Store.
///     google_play (str | None): the URL of the button to Google Play.
///     new_link_url (str | None): where customers whose link has expired get a new one.
///     auto_open (bool): try to open the app without a tap, which browsers mostly refuse.
///     texts (Mapping[str, str] | None): texts by name, such as `title`, at most 1,000 bytes each; `{brand}` in them
///         stands for the brand's name.
///
/// Raises:
///     PageError: a bad setting, by name.
///     LinkError: a bad base, package or fallback.
///
/// >>> page = Page("https://portal.example/p", brand_name="Acme Phone", texts={"lead": "{brand} opens."})
/// >>> handler = LaunchHandler(page=page)
/// >>> query = "c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D"
/// >>> "Acme Phone opens." in handler.handle(method="GET", query=query).body
/// True
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Page(pub(crate) siplaunch::Page);

#[pymethods]
impl Page {
    #[new]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    #[pyo3(signature = (
        base, *, brand_name=None, language=None, direction=None, accent_color=None, logo=None, logo_alt=None,
        android_package=None, android_fallback_url=None, app_store=None, google_play=None, new_link_url=None,
        auto_open=false, texts=None,
    ))]
    fn new(
        base: Text<'_>,
        brand_name: Option<Text<'_>>,
        language: Option<Text<'_>>,
        direction: Option<Text<'_>>,
        accent_color: Option<Text<'_>>,
        logo: Option<Text<'_>>,
        logo_alt: Option<Text<'_>>,
        android_package: Option<Text<'_>>,
        android_fallback_url: Option<Text<'_>>,
        app_store: Option<Text<'_>>,
        google_play: Option<Text<'_>>,
        new_link_url: Option<Text<'_>>,
        auto_open: bool,
        texts: Option<Items<OwnedText, OwnedText>>,
    ) -> Result<Self> {
        let given = [
            ("brand_name", brand_name),
            ("language", language),
            ("direction", direction),
            ("accent_color", accent_color),
            ("logo", logo),
            ("logo_alt", logo_alt),
            ("android_package", android_package),
            ("android_fallback_url", android_fallback_url),
            ("app_store", app_store),
            ("google_play", google_play),
            ("new_link_url", new_link_url),
            ("auto_open", auto_open.then_some(Text("true"))),
        ];
        let Items(texts) = texts.unwrap_or(Items(Vec::new()));
        let texts: Vec<_> =
            texts.into_iter().map(|(OwnedText(name), OwnedText(text))| (format!("texts.{name}"), text)).collect();
        let settings = given.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?.0)));
        let texts = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let settings: Vec<(&str, &str)> = settings.chain(texts).collect();
        Ok(Self(siplaunch::Page::from_settings(base.0, &settings)?))
    }

    fn __repr__(&self) -> &'static str {
        "<siplaunch.Page>"
    }
}
