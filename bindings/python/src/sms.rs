use pyo3::prelude::*;
use siplaunch::{Language, SmsDraft};

use crate::{
    credentials::Credentials,
    error::{Result, not_pickled},
    portal::Portal,
    text::{ENGLISH, Text},
};

fn template<'a>(template: Option<Text<'a>>, language: &Text<'_>) -> Result<&'a str> {
    match template {
        Some(Text(template)) => Ok(template),
        None => Ok(SmsDraft::template_in(Language::of_tag(language.0)?)),
    }
}

/// Writes the SMS with a launch link (`Sms`).
///
/// Args:
///     link (str): the launch link.
///     brand_name (str): the brand name that customers read.
///     language (str): a tag (BCP 47) that begins with `en` or `de`, for the text if no template is given.
///     template (str | None): another text, with `{link}` once, white space around it, and `{brand}` as often as wanted.
///
/// Raises:
///     MessageError: a bad template or brand name, a language without a text, or a link that is no launch link.
///
/// >>> sms = compose_sms("https://portal.example/p?c=-Ge4i1qbXC9u0rWJ", brand_name="Acme Phone")
/// >>> sms.text
/// 'https://portal.example/p?c=-Ge4i1qbXC9u0rWJ to launch Acme Phone'
/// >>> sms.budget.encoding, sms.budget.parts, sms.budget.units_left
/// ('GSM-7', 1, 96)
#[pyfunction]
#[pyo3(
    signature = (link, *, brand_name, language=ENGLISH, template=None),
    text_signature = "(link, *, brand_name, language='en', template=None)"
)]
pub(crate) fn compose_sms(
    link: Text<'_>,
    brand_name: Text<'_>,
    language: Text<'_>,
    template: Option<Text<'_>>,
) -> Result<Sms> {
    let draft = SmsDraft { template: self::template(template, &language)?, link: link.0, brand_name: brand_name.0 };
    Ok(Sms(draft.compose()?))
}

/// An SMS with a launch link in it. Made by `compose_sms`.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Sms(siplaunch::Sms);

#[pymethods]
impl Sms {
    /// The budget of an SMS with a sealed link of these credentials (`SmsBudget`). It needs no key.
    ///
    /// The arguments are those of `Portal.sealed_link` and `compose_sms`.
    ///
    /// Raises:
    ///     MessageError: a bad template or brand name, or a language without a text.
    ///
    /// >>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
    /// >>> Sms.sealed_budget(Portal("http://example.org/p"), credentials, brand_name="sipphone").units
    /// 109
    #[staticmethod]
    #[pyo3(
        signature = (portal, credentials, *, brand_name, language=ENGLISH, template=None),
        text_signature = "(portal, credentials, *, brand_name, language='en', template=None)"
    )]
    fn sealed_budget(
        portal: &Portal,
        credentials: &Credentials,
        brand_name: Text<'_>,
        language: Text<'_>,
        template: Option<Text<'_>>,
    ) -> Result<SmsBudget> {
        let draft = SmsDraft { template: self::template(template, &language)?, link: "", brand_name: brand_name.0 };
        Ok(SmsBudget(draft.sealed_budget(&portal.0.as_portal(), credentials.get())?))
    }

    /// The budget of an SMS with a one-time link of these credentials (`SmsBudget`). It needs no key.
    ///
    /// The arguments are those of `Portal.one_time_link` and `compose_sms`.
    ///
    /// Raises:
    ///     MessageError: a bad template or brand name, or a language without a text.
    ///
    /// >>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
    /// >>> Sms.one_time_budget(Portal("http://example.org/p"), credentials, brand_name="sipphone").units
    /// 116
    #[staticmethod]
    #[pyo3(
        signature = (portal, credentials, *, brand_name, language=ENGLISH, template=None),
        text_signature = "(portal, credentials, *, brand_name, language='en', template=None)"
    )]
    fn one_time_budget(
        portal: &Portal,
        credentials: &Credentials,
        brand_name: Text<'_>,
        language: Text<'_>,
        template: Option<Text<'_>>,
    ) -> Result<SmsBudget> {
        let draft = SmsDraft { template: self::template(template, &language)?, link: "", brand_name: brand_name.0 };
        Ok(SmsBudget(draft.one_time_budget(&portal.0.as_portal(), credentials.get())?))
    }

    /// The text (`str`), for a gateway.
    #[getter]
    fn text(&self) -> &str {
        self.0.text()
    }

    /// The budget of the text (`SmsBudget`).
    #[getter]
    fn budget(&self) -> SmsBudget {
        SmsBudget(self.0.budget())
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Sms of {} units>", self.0.budget().units)
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("an Sms holds a login"))
    }
}

/// The budget of an SMS: the parts that it takes, and the room that is left.
///
/// Args:
///     text (str): any text.
///
/// >>> budget = SmsBudget("Preis: 5 \u20bf")
/// >>> budget.encoding, budget.units, budget.parts, budget.units_left, budget.characters
/// ('UCS-2', 10, 1, 60, 10)
/// >>> budget.first_non_gsm == "\u20bf", budget.is_within_handbook
/// (True, True)
#[pyclass(frozen, eq, module = "siplaunch")]
#[derive(PartialEq, Eq)]
pub(crate) struct SmsBudget(siplaunch::SmsBudget);

#[pymethods]
impl SmsBudget {
    #[new]
    fn new(text: Text<'_>) -> Self {
        Self(siplaunch::SmsBudget::of(text.0))
    }

    /// The encoding that the text needs (`str`): `GSM-7` or `UCS-2`.
    #[getter]
    fn encoding(&self) -> &'static str {
        self.0.encoding.as_str()
    }

    /// The text's length (`int`), in septets of GSM-7 or in UTF-16 units of UCS-2.
    #[getter]
    fn units(&self) -> usize {
        self.0.units
    }

    /// The number of parts (`int`), at least 1. Gateways charge for each part.
    #[getter]
    fn parts(&self) -> usize {
        self.0.parts
    }

    /// The number of units left in the last part (`int`).
    #[getter]
    fn units_left(&self) -> usize {
        self.0.units_left
    }

    /// The text's length in characters (`int`).
    #[getter]
    fn characters(&self) -> usize {
        self.0.characters
    }

    /// The first character that the GSM alphabet does not have (`str | None`).
    #[getter]
    fn first_non_gsm(&self) -> Option<char> {
        self.0.first_non_gsm
    }

    /// Whether the text keeps to the handbook's advice of 140 characters or fewer (`bool`).
    #[getter]
    fn is_within_handbook(&self) -> bool {
        self.0.is_within_handbook()
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.SmsBudget {}, {} units, {} parts>", self.encoding(), self.0.units, self.0.parts)
    }
}
