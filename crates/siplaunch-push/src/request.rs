/// An HTTP/2 request for a push service. `Debug` is not derived: the path and the headers hold tokens.
pub struct Request {
    /// The method.
    pub method: &'static str,
    /// The path, from `/` on.
    pub path: String,
    /// Header names in lower case with their values. The authority and the content length are the sender's.
    pub headers: Vec<(&'static str, String)>,
    /// The body, JSON.
    pub body: Vec<u8>,
}

/// What a push service answered.
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The `retry-after` header.
    pub retry_after: Option<&'a str>,
    /// The body, at most some KiB of it.
    pub body: &'a [u8],
}
