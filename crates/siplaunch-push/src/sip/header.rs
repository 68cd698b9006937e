/// The headers that the agent reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// `Via`, `v`.
    Via,
    /// `From`, `f`.
    From,
    /// `To`, `t`.
    To,
    /// `Call-ID`, `i`.
    CallId,
    /// `CSeq`.
    CSeq,
    /// `Max-Forwards`.
    MaxForwards,
    /// `Contact`, `m`.
    Contact,
    /// `Record-Route`.
    RecordRoute,
    /// `Require`.
    Require,
    /// `Timestamp`.
    Timestamp,
    /// `Event`, `o`.
    Event,
    /// `Subscription-State`.
    SubscriptionState,
    /// `Expires`.
    Expires,
    /// `Min-Expires`.
    MinExpires,
    /// `Content-Type`, `c`.
    ContentType,
    /// `Content-Length`, `l`.
    ContentLength,
    /// `P-App-Param`, sip:carrier's.
    PAppParam,
    /// Any other.
    Other,
}

impl Name {
    /// The name that the bytes are, in any case, long or compact.
    pub(super) fn of(bytes: &[u8]) -> Self {
        const NAMES: [(&[u8], Option<u8>, Name); 17] = [
            (b"via", Some(b'v'), Name::Via),
            (b"from", Some(b'f'), Name::From),
            (b"to", Some(b't'), Name::To),
            (b"call-id", Some(b'i'), Name::CallId),
            (b"cseq", None, Name::CSeq),
            (b"max-forwards", None, Name::MaxForwards),
            (b"contact", Some(b'm'), Name::Contact),
            (b"record-route", None, Name::RecordRoute),
            (b"require", None, Name::Require),
            (b"timestamp", None, Name::Timestamp),
            (b"event", Some(b'o'), Name::Event),
            (b"subscription-state", None, Name::SubscriptionState),
            (b"expires", None, Name::Expires),
            (b"min-expires", None, Name::MinExpires),
            (b"content-type", Some(b'c'), Name::ContentType),
            (b"content-length", Some(b'l'), Name::ContentLength),
            (b"p-app-param", None, Name::PAppParam),
        ];
        let known = NAMES.iter().find(|(long, compact, _)| match bytes {
            [letter] => *compact == Some(letter.to_ascii_lowercase()),
            _ => bytes.eq_ignore_ascii_case(long),
        });
        known.map_or(Self::Other, |(_, _, name)| *name)
    }
}
