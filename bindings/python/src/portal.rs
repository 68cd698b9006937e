use pyo3::{prelude::*, types::PyString};
use siplaunch::{OwnedPortal, Payload, Seal, random_salts};

use crate::{
    brand::Brand,
    column::Columns,
    columns::Batch,
    credentials::Credentials,
    error::{CoreError, Result},
    key_ring::KeyRing,
    text::{self, Secret, Text},
    time::Expires,
};

/// The address of a portal's launch handler: the base of its launch links, and the parameter that carries the payload.
///
/// Give the base no query of its own. With a query, links end in `&c=…`, and some programs that rewrite links in mails
/// lose that part.
///
/// Args:
///     base (str): an absolute http or https URL in ASCII with a host. Its query is kept; a missing path becomes `/`.
///     param (str): one or more of `A-Z a-z 0-9 - . _ ~`.
///
/// Raises:
///     LinkError: a bad URL, a URL that has the parameter already, or a bad parameter.
///
/// >>> portal = Portal("https://portal.example/p?lang=de")
/// >>> portal.launch_link(Brand.sip_phone(), Credentials(username="a", server="b", password="c"))
/// 'https://portal.example/p?lang=de&c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D'
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Portal(pub(crate) OwnedPortal);

#[pymethods]
impl Portal {
    #[new]
    #[pyo3(
        signature = (base, *, param=Text(siplaunch::Portal::DEFAULT_PARAM)),
        text_signature = "(base, *, param='c')"
    )]
    fn new(base: Text<'_>, param: Text<'_>) -> Result<Self> {
        Ok(Self(siplaunch::Portal::with_param(base.0, param.0)?.into()))
    }

    /// The launch link of checked credentials (`str`), for a customer to tap. Whoever reads it can log in.
    fn launch_link<'py>(
        &self,
        py: Python<'py>,
        brand: &Brand,
        credentials: &Credentials,
    ) -> PyResult<Bound<'py, PyString>> {
        self.link_of(py, brand, credentials.get())
    }

    /// The launch link of three fields (`str`), without an object of credentials.
    ///
    /// Raises:
    ///     CredentialsError: the first field that is empty, or has `&` or a control character.
    ///
    /// >>> Portal("https://portal.example/p").launch_link_of(Brand.sip_phone(), username="a", server="b", password="c")
    /// 'https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D'
    #[pyo3(signature = (brand, *, username, server, password))]
    fn launch_link_of<'py>(
        &self,
        py: Python<'py>,
        brand: &Brand,
        username: Text<'_>,
        server: Text<'_>,
        password: Text<'_>,
    ) -> PyResult<Bound<'py, PyString>> {
        self.link_of(py, brand, siplaunch::Credentials { username: username.0, server: server.0, password: password.0 })
    }

    /// The launch links of many credentials in columns (`Batch`), as `launch_link` makes one.
    ///
    /// Args:
    ///     brand (Brand): the app.
    ///     usernames (Iterable[str]): one a row, in a list or in a column of pandas, NumPy or Arrow, for example.
    ///     servers (Iterable[str]): the same number of servers.
    ///     passwords (Iterable[str]): the same number of passwords.
    ///
    /// Raises:
    ///     TypeError: a column without any text, of numbers for example.
    ///     SiplaunchError: columns of different lengths. `Batch.errors` has the errors of single rows.
    ///
    /// >>> Portal("https://portal.example/p").launch_links(Brand.sip_phone(), ["a"], ["b"], ["c"]).results
    /// ['https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D']
    fn launch_links(
        &self,
        py: Python<'_>,
        brand: &Brand,
        usernames: &Bound<'_, PyAny>,
        servers: &Bound<'_, PyAny>,
        passwords: &Bound<'_, PyAny>,
    ) -> PyResult<Batch> {
        let columns = Columns::of([usernames, servers, passwords])?;
        Batch::of(py, &columns, |_| siplaunch::Batch::launch_links(self.0.as_portal(), &brand.0))
    }

    /// The sealed link of checked credentials (`str`), made with the current key.
    ///
    /// Only a launch handler with the same key and context can open it, nobody can change it, and it expires: see
    /// `KeyRing.seal`.
    ///
    /// Args:
    ///     key_ring (KeyRing): the keys.
    ///     credentials (Credentials): the login of the app.
    ///     expires (datetime | timedelta): an aware datetime, or a time from now; before the year 2106.
    ///     context (bytes): bytes that both sides know and the link does not carry, such as the portal's host.
    ///
    /// Raises:
    ///     SealedError: an expiry out of range, or a datetime without time zone.
    ///
    /// >>> from datetime import timedelta
    /// >>> keys = KeyRing({0: bytes(32)}, current=0)
    /// >>> credentials = Credentials(username="a", server="b", password="c")
    /// >>> Portal("https://portal.example/p").sealed_link(keys, credentials, expires=timedelta(hours=24))[:27]
    /// 'https://portal.example/p?c='
    #[pyo3(
        signature = (key_ring, credentials, *, expires, context=&[][..]),
        text_signature = "($self, key_ring, credentials, *, expires, context=b'')"
    )]
    fn sealed_link(
        &self,
        key_ring: &KeyRing,
        credentials: &Credentials,
        expires: Expires,
        context: &[u8],
    ) -> Result<Secret> {
        let seal = Seal { expires: expires.0, context };
        let sealed_token = key_ring.0.seal(credentials.get(), seal)?;
        Ok(self.0.as_portal().link(&sealed_token).into())
    }

    /// The one-time link of checked credentials (`str`), made with the current key.
    ///
    /// It is a sealed link that needs a tap, and its first tap uses it up: see `ClaimStore`. A preview or a scanner that
    /// fetches it neither sees the login nor uses it up. The arguments are those of `sealed_link`.
    ///
    /// Raises:
    ///     SealedError: an expiry out of range, a datetime without time zone, or a system without random bytes.
    ///
    /// >>> from datetime import timedelta
    /// >>> keys = KeyRing({0: bytes(32)}, current=0)
    /// >>> credentials = Credentials(username="a", server="b", password="c")
    /// >>> Portal("https://portal.example/p").one_time_link(keys, credentials, expires=timedelta(hours=24))[:28]
    /// 'https://portal.example/p?c=.'
    #[pyo3(
        signature = (key_ring, credentials, *, expires, context=&[][..]),
        text_signature = "($self, key_ring, credentials, *, expires, context=b'')"
    )]
    fn one_time_link(
        &self,
        key_ring: &KeyRing,
        credentials: &Credentials,
        expires: Expires,
        context: &[u8],
    ) -> Result<Secret> {
        let seal = Seal { expires: expires.0, context };
        let sealed_token = key_ring.0.seal_one_time(credentials.get(), seal)?;
        Ok(self.0.as_portal().link(&sealed_token).into())
    }

    /// The sealed links of many credentials in columns (`Batch`), as `sealed_link` makes one.
    ///
    /// Args:
    ///     key_ring (KeyRing): the keys.
    ///     usernames (Iterable[str]): one a row, in a list or in a column of pandas, NumPy or Arrow, for example.
    ///     servers (Iterable[str]): the same number of servers.
    ///     passwords (Iterable[str]): the same number of passwords.
    ///     expires (datetime | timedelta): an aware datetime, or a time from now; before the year 2106.
    ///     context (bytes): bytes that both sides know and the links do not carry, such as the portal's host.
    ///
    /// Raises:
    ///     TypeError: a column without any text, of numbers for example.
    ///     SealedError: an expiry out of range, or a datetime without time zone.
    ///     SiplaunchError: columns of different lengths. `Batch.errors` has the errors of single rows.
    ///
    /// >>> from datetime import timedelta
    /// >>> portal, keys = Portal("https://portal.example/p"), KeyRing({0: bytes(32)}, current=0)
    /// >>> batch = portal.sealed_links(keys, ["a"], ["b"], ["c"], expires=timedelta(hours=24))
    /// >>> batch.results[0][:27], batch.errors
    /// ('https://portal.example/p?c=', {})
    #[pyo3(
        signature = (key_ring, usernames, servers, passwords, *, expires, context=&[][..]),
        text_signature = "($self, key_ring, usernames, servers, passwords, *, expires, context=b'')"
    )]
    #[expect(clippy::too_many_arguments, reason = "in Python the last have names")]
    fn sealed_links(
        &self,
        py: Python<'_>,
        key_ring: &KeyRing,
        usernames: &Bound<'_, PyAny>,
        servers: &Bound<'_, PyAny>,
        passwords: &Bound<'_, PyAny>,
        expires: Expires,
        context: &[u8],
    ) -> PyResult<Batch> {
        let (columns, seal) = (Columns::of([usernames, servers, passwords])?, Seal { expires: expires.0, context });
        Batch::of(py, &columns, |_| siplaunch::Batch::sealed_links(self.0.as_portal(), &key_ring.0, seal))
    }

    /// The one-time links of many credentials in columns (`Batch`), as `one_time_link` makes one. The arguments are those
    /// of `sealed_links`.
    ///
    /// Raises:
    ///     TypeError: a column without any text, of numbers for example.
    ///     SealedError: an expiry out of range, a datetime without time zone, or a system without random bytes.
    ///     SiplaunchError: columns of different lengths. `Batch.errors` has the errors of single rows.
    ///
    /// >>> from datetime import timedelta
    /// >>> portal, keys = Portal("https://portal.example/p"), KeyRing({0: bytes(32)}, current=0)
    /// >>> portal.one_time_links(keys, ["a"], ["b"], ["c"], expires=timedelta(hours=24)).results[0][:28]
    /// 'https://portal.example/p?c=.'
    #[pyo3(
        signature = (key_ring, usernames, servers, passwords, *, expires, context=&[][..]),
        text_signature = "($self, key_ring, usernames, servers, passwords, *, expires, context=b'')"
    )]
    #[expect(clippy::too_many_arguments, reason = "in Python the last have names")]
    fn one_time_links(
        &self,
        py: Python<'_>,
        key_ring: &KeyRing,
        usernames: &Bound<'_, PyAny>,
        servers: &Bound<'_, PyAny>,
        passwords: &Bound<'_, PyAny>,
        expires: Expires,
        context: &[u8],
    ) -> PyResult<Batch> {
        let (columns, seal) = (Columns::of([usernames, servers, passwords])?, Seal { expires: expires.0, context });
        let salts = random_salts(columns.rows()).map_err(CoreError::from)?;
        let batch = |rows| siplaunch::Batch::one_time_links(self.0.as_portal(), &key_ring.0, seal, &salts[rows]);
        Batch::of(py, &columns, batch)
    }

    /// The launch link with a payload (`str`).
    ///
    /// Args:
    ///     payload (str): a token or a sealed token.
    ///
    /// Raises:
    ///     TokenError: neither a token nor a sealed token.
    ///
    /// >>> Portal("https://portal.example/p").link("yL/XvHABm6K8M6CHwl4mh9btH19YVxA1/t+/t4vdLD8=")
    /// 'https://portal.example/p?c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D'
    fn link(&self, payload: Text<'_>) -> Result<Secret> {
        Ok(self.0.as_portal().link(Payload::parse(payload.0)?).into())
    }

    /// The query parameter that carries the payload (`str`).
    #[getter]
    fn param(&self) -> &str {
        self.0.as_portal().param()
    }

    fn __repr__(&self) -> &'static str {
        "<siplaunch.Portal>"
    }
}

impl Portal {
    #[inline(always)]
    fn link_of<'py>(
        &self,
        py: Python<'py>,
        brand: &Brand,
        credentials: siplaunch::Credentials<'_>,
    ) -> PyResult<Bound<'py, PyString>> {
        let token = brand.0.token(credentials).map_err(CoreError::from)?;
        text::of_link(py, &self.0.as_portal().link(token))
    }
}
