/// The reasons for which a request gets no link.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    BadLink,
    /// `post`: whether POST would be allowed, for a link that needs a tap.
    MethodNotAllowed {
        post: bool,
    },
    Expired,
    Revoked,
    Used,
    QueryTooLong,
    /// The claim store is out of reach. `tap`: whether the request was a tap, which a form repeats.
    Unavailable {
        tap: bool,
    },
}
