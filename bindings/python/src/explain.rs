use pyo3::prelude::*;
use siplaunch::{ExplainOptions, LinkId, Portal};

use crate::{
    brand::Brand,
    credentials::Credentials,
    error::not_pickled,
    key_ring::KeyRing,
    text::{Id, Text},
    time::{self, Now},
};

/// Finds the links in a pasted text, and explains one of them: its kind and its faults (`Explanation`). For support desks.
///
/// Never offer this to strangers: it tells a wrong key from a damaged end, and so is a padding oracle.
///
/// Args:
///     text (str): a link, a token, the text of an SMS, HTML, or the source of a mail.
///     brand (Brand): the brand that the link should be for.
///     param (str): the query parameter that carries the payload in a launch link.
///     key_ring (KeyRing | None): the keys that open sealed links. Without them `explain` sees only the sealed token's form.
///     context (bytes): the context of the sealing.
///     revoked (Iterable[str]): the ids of the sealed links that the portal does not let in any more.
///     now (datetime | None): an aware datetime in place of the system's clock.
///     link (int): the link to explain, counted from 0; see `Explanation.link_count`.
///
/// Raises:
///     SiplaunchError: a bad id in `revoked`.
///
/// >>> link = "sipphone://yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D"
/// >>> explanation = explain(link, Brand.sip_phone())
/// >>> explanation.kind, explanation.is_good
/// ('app link', False)
/// >>> print(explanation.findings[0])
/// the token is percent-escaped: in an app link it must not be
///
/// With the keys it recognizes a sealed link that has expired, was revoked, or was changed:
///
/// >>> from datetime import datetime, timedelta, timezone
/// >>> keys = KeyRing({0: bytes(32)}, current=0)
/// >>> credentials = Credentials(username="testuser", server="example.org", password="testpass")
/// >>> expires = datetime(2030, 1, 1, tzinfo=timezone.utc)
/// >>> link = Portal("https://portal.example/p").sealed_link(keys, credentials, expires=expires)
/// >>> explanation = explain(link, Brand.sip_phone(), key_ring=keys, now=expires + timedelta(days=1))
/// >>> explanation.expires == expires, [str(finding) for finding in explanation.findings if finding.is_fault]
/// (True, ['the sealed link has expired: make a new one'])
#[pyfunction]
#[pyo3(
    signature = (
        text, brand, *, param=Text(Portal::DEFAULT_PARAM), key_ring=None, context=&[][..], revoked=LinkIds(Vec::new()),
        now=None, link=0
    ),
    text_signature = "(text, brand, *, param='c', key_ring=None, context=b'', revoked=(), now=None, link=0)"
)]
#[expect(clippy::too_many_arguments, reason = "in Python all but two have names")]
pub(crate) fn explain(
    text: Text<'_>,
    brand: &Brand,
    param: Text<'_>,
    key_ring: Option<&KeyRing>,
    context: &[u8],
    revoked: LinkIds,
    now: Option<Now>,
    link: usize,
) -> Explanation {
    let options = ExplainOptions::at(&brand.0, Now::or_now(now)).with_param(param.0).with_revoked(&revoked.0);
    let options = key_ring.map_or(options, |keys| options.with_key_ring(&keys.0, context)).with_link(link);
    Explanation(siplaunch::explain(text.0, options))
}

/// The ids of links, from any iterable.
pub(crate) struct LinkIds(Vec<LinkId>);

impl<'py> FromPyObject<'_, 'py> for LinkIds {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let mut ids = Vec::new();
        for id in object.try_iter()? {
            ids.push(id?.extract::<Id>()?.0);
        }
        Ok(Self(ids))
    }
}

/// The result of `explain`.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Explanation(siplaunch::Explanation);

#[pymethods]
impl Explanation {
    /// The kind of the link (`str`), such as `launch link`.
    #[getter]
    fn kind(&self) -> String {
        self.0.kind().to_string()
    }

    /// The findings (`list[Finding]`), in the order in which they were made.
    #[getter]
    fn findings(&self) -> Vec<Finding> {
        self.0.findings().iter().copied().map(Finding).collect()
    }

    /// Whether the link has no fault (`bool`).
    #[getter]
    fn is_good(&self) -> bool {
        self.0.is_good()
    }

    /// The number of different links and tokens in the text (`int`). A link in both parts of a mail counts once.
    #[getter]
    fn link_count(&self) -> usize {
        self.0.link_count()
    }

    /// The text of the link without its payload (`str`), as in `https://portal.example/p?c=…`. No secret.
    #[getter]
    fn shown(&self) -> &str {
        self.0.shown()
    }

    /// The line of the text on which the link begins, from 1 (`int | None`); `None` in an encoded part of a mail.
    #[getter]
    fn line(&self) -> Option<usize> {
        self.0.line()
    }

    /// The id of a sealed link whose sealed token is whole (`str | None`): 32 lower-case hex digits, no secret.
    #[getter]
    fn id(&self) -> Option<String> {
        self.0.id().map(|id| id.to_string())
    }

    /// The expiry of an opened sealed link (`datetime | None`, aware, in UTC).
    #[getter]
    fn expires<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.expires().map(|expires| time::moment(py, expires)).transpose()
    }

    /// The token in canonical form, its damage repaired (`str | None`). A secret.
    #[getter]
    fn token(&self) -> Option<&str> {
        self.0.token()
    }

    /// The credentials in the token or in the opened sealed token (`Credentials | None`).
    #[getter]
    fn credentials(&self) -> Option<Credentials> {
        self.0.credentials().map(Credentials::from)
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Explanation of a {}>", self.0.kind())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("an Explanation holds credentials"))
    }
}

/// One finding about a pasted text. Its `str` is a sentence that holds nothing of the text.
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

    /// Whether the finding is a fault (`bool`). Other findings are for information.
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
