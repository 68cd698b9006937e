use pyo3::prelude::*;
use siplaunch::{ExplainOptions, LinkId, Portal};

use crate::{
    brand::Brand,
    credentials,
    error::{LINK_IDS, exception, not_pickled},
    key_ring::KeyRing,
    text::Text,
    time::{self, Now},
};

/// Finds the links in a pasted text, and says what one of them is and what is wrong with it (`Explanation`). For support
/// desks.
///
/// It tells a wrong key from a damaged end, and so is a padding oracle by design: never offer it to strangers.
///
/// Args:
///     text (str): whatever was sent in: a link or token, the text of an SMS, HTML, or the source of a mail.
///     brand (Brand): whose it should be.
///     param (str): the query parameter that carries the token or sealed link in a launch link.
///     keys (KeyRing | None): opens sealed links; without it only their text is looked at.
///     context (bytes): the one that they were sealed with.
///     revoked (Iterable[str]): the ids of sealed links that the portal does not let in any more.
///     now (datetime | None): an aware datetime in place of the system's clock.
///     link (int): which of the links in the text, from 0; see `Explanation.link_count`.
///
/// Raises:
///     SiplaunchError: something among `revoked` is no id.
///
/// >>> link = "sipphone://yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D"
/// >>> explanation = explain(link, Brand.sip_phone())
/// >>> explanation.kind, explanation.is_good
/// ('app link', False)
/// >>> print(explanation.findings[0])
/// the token is percent-escaped: in an app link it must stand as it is
///
/// With the keys it tells a sealed link that is valid from one that has expired, was revoked, or was changed:
///
/// >>> from datetime import datetime, timedelta, timezone
/// >>> keys = KeyRing({0: bytes(32)}, current=0)
/// >>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
/// >>> expires = datetime(2030, 1, 1, tzinfo=timezone.utc)
/// >>> link = Portal("https://portal.example/p").sealed_link(keys, credentials, expires=expires)
/// >>> explanation = explain(link, Brand.sip_phone(), keys=keys, now=expires + timedelta(days=1))
/// >>> explanation.expires == expires, [str(finding) for finding in explanation.findings if finding.is_fault]
/// (True, ['the sealed link has expired: make a new one'])
#[pyfunction]
#[pyo3(
    signature = (
        text, brand, *, param=Text(Portal::DEFAULT_PARAM), keys=None, context=&[][..], revoked=LinkIds(Vec::new()), now=None,
        link=0
    ),
    text_signature = "(text, brand, *, param='c', keys=None, context=b'', revoked=(), now=None, link=0)"
)]
#[expect(clippy::too_many_arguments, reason = "in Python all but two have names")]
pub(crate) fn explain(
    text: Text<'_>,
    brand: &Brand,
    param: Text<'_>,
    keys: Option<&KeyRing>,
    context: &[u8],
    revoked: LinkIds,
    now: Option<Now>,
    link: usize,
) -> Explanation {
    let options = ExplainOptions::at(&brand.0, Now::or_now(now)).with_param(param.0).with_revoked(&revoked.0);
    let options = keys.map_or(options, |keys| options.with_keys(&keys.0, context)).with_link(link);
    Explanation(siplaunch::explain(text.0, options))
}

/// The ids of links, from any iterable of them.
pub(crate) struct LinkIds(Vec<LinkId>);

impl<'py> FromPyObject<'_, 'py> for LinkIds {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let id = |id: PyResult<Bound<'py, PyAny>>| {
            let no_id = || exception(object.py(), LINK_IDS, "something among the ids of links is not 32 hex digits");
            LinkId::parse(id?.extract::<Text<'_>>()?.0).ok_or_else(no_id)
        };
        object.try_iter()?.map(id).collect::<PyResult<_>>().map(Self)
    }
}

/// What `explain` found out.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Explanation(siplaunch::Explanation);

#[pymethods]
impl Explanation {
    /// What the text is (`str`), such as `launch link`.
    #[getter]
    fn kind(&self) -> String {
        self.0.kind().to_string()
    }

    /// What there is to know about it (`list[Finding]`), in the order in which it was found.
    #[getter]
    fn findings(&self) -> Vec<Finding> {
        self.0.findings().iter().copied().map(Finding).collect()
    }

    /// Whether nothing is wrong with it (`bool`).
    #[getter]
    fn is_good(&self) -> bool {
        self.0.is_good()
    }

    /// How many different links and tokens the text has (`int`). One that stands in it more than once, as in both parts of
    /// a mail, counts once.
    #[getter]
    fn link_count(&self) -> usize {
        self.0.link_count()
    }

    /// Which link this is (`str`): its text with what it carries left out, as in `https://portal.example/p?c=…`. No
    /// secret.
    #[getter]
    fn shown(&self) -> &str {
        self.0.shown()
    }

    /// The line of the text on which the link begins, from 1 (`int | None`); none in an encoded part of a mail.
    #[getter]
    fn line(&self) -> Option<usize> {
        self.0.line()
    }

    /// The id of a sealed link whose text is whole (`str | None`): 32 lower-case hex digits, no secret.
    #[getter]
    fn id(&self) -> Option<String> {
        self.0.id().map(|id| id.to_string())
    }

    /// When a sealed link that was opened expires or expired (`datetime | None`, aware, in UTC).
    #[getter]
    fn expires<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.expires().map(|expires| time::moment(py, expires)).transpose()
    }

    /// The token in canonical form, if there is one once damage is repaired (`str | None`). A secret.
    #[getter]
    fn token(&self) -> Option<&str> {
        self.0.token()
    }

    /// The credentials in the token, or in the sealed link that was opened, if it holds any (`Credentials | None`).
    #[getter]
    fn credentials<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.credentials().map(|credentials| credentials::dataclass(py, credentials)).transpose()
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Explanation of a {}>", self.0.kind())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("an Explanation holds credentials"))
    }
}

/// One thing to know about a pasted text. `str` of it is a sentence that holds nothing of the text.
#[pyclass(frozen, eq, module = "siplaunch")]
#[derive(PartialEq, Eq)]
pub(crate) struct Finding(siplaunch::Finding);

#[pymethods]
impl Finding {
    /// The stable number of this finding (`int`), the same in every language.
    #[getter]
    fn code(&self) -> u8 {
        self.0.code()
    }

    /// Whether this is a fault (`bool`), and not just good to know.
    #[getter]
    fn is_fault(&self) -> bool {
        self.0.is_fault()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Finding {}: {}>", self.code(), self.0)
    }
}
