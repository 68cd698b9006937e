/// The reasons for which a request gets no link.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    BadLink,
    MethodNotAllowed,
    Expired,
    Revoked,
    QueryTooLong,
}
