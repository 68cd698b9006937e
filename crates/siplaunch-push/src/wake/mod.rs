//! The wake-up of a phone for a call, steps 1 to 12 of the handbook's chapter B.1.2, without I/O.

/// A waiting call. The SIP agent gives the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);
