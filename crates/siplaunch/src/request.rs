use core::fmt;

/// What a launch handler is asked: an HTTP request, as far as it matters.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) query: &'a [u8],
    pub(crate) now: u64,
}

impl<'a> Request<'a> {
    /// A request that came now, by the system's clock.
    ///
    /// `method` is the request method in capitals as it came, such as `GET` (RFC 9110 §9.1). `query` is the query
    /// string as it came, still escaped, without the `?`; any bytes.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn new(method: &'a str, query: &'a [u8]) -> Self {
        extern crate std;
        // A clock before 1970 is no clock: links that expire are then taken for expired.
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(u64::MAX, |since| since.as_secs());
        Self::at(method, query, now)
    }

    /// A request that came at a time in seconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn at(method: &'a str, query: &'a [u8], now: u64) -> Self {
        Self { method, query, now }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("now", &self.now).finish_non_exhaustive()
    }
}
