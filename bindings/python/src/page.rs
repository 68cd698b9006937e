use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBool, PyDict, PyString},
};
use siplaunch::{BadSetting, SettingKind};

use crate::{
    error::page_error,
    mapping::Items,
    text::{OwnedText, Text},
};

/// The launch page, which a launch handler can answer with in place of a redirect.
///
/// A redirect fails without a word in in-app browsers that do not know the scheme, and on a desktop. The page has a
/// button to the app and buttons to its stores, and shows desktops a QR code.
///
/// `Page.settings()` lists all settings, and docs/page.md of the project shows them with the default texts.
///
/// Args:
///     base (str): the address of the launch handler, as for `Portal`.
///     texts (Mapping[str, str] | None): other texts, by their names without `texts.`. `{brand}` in a text becomes the
///         brand name.
///     settings (str | bool | None): the other settings, by name. A setting that is `None` keeps its default.
///
/// Raises:
///     PageError: a bad setting or base; `PageError.setting` is its name.
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
    #[pyo3(signature = (base, *, texts=None, **settings))]
    fn new(
        py: Python<'_>,
        base: Text<'_>,
        texts: Option<Items<OwnedText, OwnedText>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let mut given = Vec::new();
        for (name, value) in settings.into_iter().flatten() {
            let OwnedText(name) = name.extract()?;
            if let Some(value) = value_of(&name, &value)? {
                given.push((name, value));
            }
        }
        let texts = texts.map_or_else(Vec::new, |Items(texts)| texts);
        given.extend(texts.into_iter().map(|(OwnedText(name), OwnedText(text))| (format!("texts.{name}"), text)));
        let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        siplaunch::Page::from_settings(base.0, &given).map(Self).map_err(|bad: BadSetting| page_error(py, bad))
    }

    /// All settings (`list[PageSetting]`): those of the page, then its texts.
    ///
    /// >>> next(setting.help for setting in Page.settings() if setting.name == "accent_color")
    /// "The button's colour."
    #[staticmethod]
    fn settings() -> Vec<PageSetting> {
        siplaunch::Page::settings().map(PageSetting).collect()
    }

    fn __repr__(&self) -> &'static str {
        "<siplaunch.Page>"
    }
}

/// A setting's value as the core takes it; none for `None`.
fn value_of(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if value.is_none() {
        return Ok(None);
    }
    if let Ok(flag) = value.cast::<PyBool>()
        && is_flag(name)
    {
        return Ok(Some(flag.is_true().to_string()));
    }
    let types = if is_flag(name) { "a bool, a str" } else { "a str" };
    let wrong_type = |_| PyTypeError::new_err(format!("the setting '{name}' must be {types} or None"));
    value.cast::<PyString>().map_err(wrong_type)?;
    value.extract().map(|OwnedText(text)| Some(text))
}

fn is_flag(name: &str) -> bool {
    siplaunch::Page::settings().any(|setting| setting.name == name && setting.kind == SettingKind::Flag)
}

/// A setting of a `Page`. Made by `Page.settings`.
///
/// >>> setting = next(setting for setting in Page.settings() if setting.name == "texts.title")
/// >>> setting.kind, setting.help
/// ('text', "The heading, and the title of the browser's tab.")
#[pyclass(frozen, eq, module = "siplaunch")]
#[derive(PartialEq, Eq)]
pub(crate) struct PageSetting(siplaunch::PageSetting);

#[pymethods]
impl PageSetting {
    /// The name (`str`). The name of a text begins with `texts.`.
    #[getter]
    fn name(&self) -> &'static str {
        self.0.name
    }

    /// The form of the value (`str`), such as `# and six hex digits`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind.as_str()
    }

    /// The meaning of the setting (`str`), in one or two sentences.
    #[getter]
    fn help(&self) -> &'static str {
        self.0.help
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.PageSetting {}: {}>", self.0.name, self.kind())
    }
}
