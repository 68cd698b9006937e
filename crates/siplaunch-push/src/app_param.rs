use std::time::Duration;

use crate::Mode;

/// The `P-App-Param` header with which a proxy hands a call to the application server.
#[derive(Clone, PartialEq, Eq)]
pub struct AppParam<'a> {
    /// The callee's user part.
    pub callee: &'a str,
    /// The callee's domain.
    pub domain: &'a str,
    /// The caller, empty if the proxy did not say.
    pub caller: &'a str,
    /// How long the call may wait.
    pub expiration: Option<Duration>,
    /// The mode of this callee, an addition of this project.
    pub mode: Option<Mode>,
    /// Whether the proxy already rang the registered phones, an addition of this project.
    pub tried: bool,
}
