use core::fmt;

/// An HTTP request, as far as a launch handler needs it.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) query: &'a [u8],
    pub(crate) now: u64,
    pub(crate) user_agent: &'a str,
}

impl<'a> Request<'a> {
    /// A request that came now, by the system's clock.
    ///
    /// `method` is the request method in capitals as it came, such as `GET` (RFC 9110 §9.1). `query` is the query
    /// string as it came, still escaped, without the `?`; any bytes.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn new(method: &'a str, query: &'a [u8]) -> Self {
        Self::at(method, query, crate::now())
    }

    /// A request that came at a time in seconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn at(method: &'a str, query: &'a [u8], now: u64) -> Self {
        Self { method, query, now, user_agent: "" }
    }

    /// The same request with its `User-Agent` header (RFC 9110 §10.1.5), as it came.
    ///
    /// The handler reads one thing in it: whether it is Android's, whose browsers open a [`Page`](crate::Page)'s intent
    /// link.
    #[must_use]
    pub fn with_user_agent(self, user_agent: &'a str) -> Self {
        Self { user_agent, ..self }
    }

    pub(crate) fn is_from_android(&self) -> bool {
        self.user_agent.contains("Android")
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("now", &self.now).finish_non_exhaustive()
    }
}
