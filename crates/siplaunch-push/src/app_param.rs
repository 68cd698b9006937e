use std::{borrow::Cow, time::Duration};

use thiserror::Error;

use crate::Mode;

/// The most bytes of a header value.
const MAX_HEADER: usize = 2048;
/// The most bytes of a name or domain.
const MAX_NAME: usize = 256;

/// The `P-App-Param` header with which a proxy hands a call to the application server.
///
/// sip:carrier's proxy writes `audio_id=…;expiration=…;caller=…;callee=…;domain=…`, in any order. This project adds
/// `mode=…` and `tried=yes`. Unknown keys are ignored, and of a key that is there twice the first counts. A value can
/// be in double quotes. An empty value, and Kamailio's `<null>`, is as good as none.
///
/// ```
/// use siplaunch_push::AppParam;
///
/// let param = AppParam::parse("expiration=30;caller=4311;callee=bob;domain=example.org")?;
/// assert_eq!((&*param.callee, &*param.domain), ("bob", "example.org"));
/// # Ok::<(), siplaunch_push::AppParamError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AppParam<'a> {
    /// The callee's user part, 1 to 256 bytes, fit for a SIP URI.
    pub callee: Cow<'a, str>,
    /// The callee's domain, 1 to 256 bytes, fit for a SIP URI.
    pub domain: Cow<'a, str>,
    /// The caller, at most 256 bytes, empty if the proxy did not say.
    pub caller: Cow<'a, str>,
    /// How long the call may wait.
    pub expiration: Option<Duration>,
    /// The mode of this callee, an addition of this project.
    pub mode: Option<Mode>,
    /// Whether the proxy already rang the registered phones, an addition of this project.
    pub tried: bool,
}

/// The reason why a `P-App-Param` header is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AppParamError {
    /// The header is longer than 2048 bytes.
    #[error("P-App-Param is longer than 2048 bytes: send expiration, caller, callee and domain only")]
    TooLong,
    /// A quotation mark has no partner, or text follows the quoted value.
    #[error("P-App-Param has an open quotation mark: close it, or send the value without quotation marks")]
    Quote,
    /// The callee is missing, longer than 256 bytes, or no user part of a SIP URI.
    #[error("P-App-Param needs callee=, the user part of the callee's SIP address")]
    Callee,
    /// The domain is missing, longer than 256 bytes, or no host.
    #[error("P-App-Param needs domain=, the domain of the callee's SIP address")]
    Domain,
    /// The caller is longer than 256 bytes, or has control characters.
    #[error("P-App-Param's caller= is too long, or has control characters: send a number or a user part")]
    Caller,
    /// The expiration is no number of seconds from 1 on.
    #[error("P-App-Param's expiration= is no number: send whole seconds, 1 or more")]
    Expiration,
    /// The mode is unknown.
    #[error("P-App-Param's mode= is unknown: send never, always, no_reg, only_push, reg_then_push or push_then_reg")]
    Mode,
    /// `tried` is neither `yes` nor `no`.
    #[error("P-App-Param's tried= is neither yes nor no: send tried=yes after the registered phones rang")]
    Tried,
}

impl<'a> AppParam<'a> {
    /// Reads the header's value, at most 2048 bytes.
    ///
    /// # Errors
    ///
    /// [`AppParamError`] says which value is missing or wrong.
    pub fn parse(header: &'a str) -> Result<Self, AppParamError> {
        if header.len() > MAX_HEADER {
            return Err(AppParamError::TooLong);
        }
        let [mut callee, mut domain, mut caller, mut expiration, mut mode, mut tried] =
            [const { Cow::Borrowed("") }; 6];
        let mut rest = header;
        while let Some((key, value)) = next_pair(&mut rest)? {
            let slot = match key {
                _ if key.eq_ignore_ascii_case("callee") => &mut callee,
                _ if key.eq_ignore_ascii_case("domain") => &mut domain,
                _ if key.eq_ignore_ascii_case("caller") => &mut caller,
                _ if key.eq_ignore_ascii_case("expiration") => &mut expiration,
                _ if key.eq_ignore_ascii_case("mode") => &mut mode,
                _ if key.eq_ignore_ascii_case("tried") => &mut tried,
                _ => continue,
            };
            if slot.is_empty() && value != "<null>" {
                *slot = value;
            }
        }
        if caller.len() > MAX_NAME || caller.contains(char::is_control) {
            return Err(AppParamError::Caller);
        }
        Ok(Self {
            callee: if is_user(&callee) { callee } else { return Err(AppParamError::Callee) },
            domain: if is_host(&domain) { domain } else { return Err(AppParamError::Domain) },
            caller,
            expiration: expiration_of(&expiration)?,
            mode: match &*mode {
                "" => None,
                mode => Some(mode.parse().map_err(|_| AppParamError::Mode)?),
            },
            tried: match &*tried {
                "yes" => true,
                "no" | "" => false,
                _ => return Err(AppParamError::Tried),
            },
        })
    }
}

/// Whether the text goes into a SIP URI before the `@` as it is.
pub(crate) fn is_user(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"<>\"\\@:".contains(&byte);
    (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(fits)
}

/// Whether the text goes into a SIP URI after the `@` as it is.
pub(crate) fn is_host(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(fits)
}

fn expiration_of(text: &str) -> Result<Option<Duration>, AppParamError> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<u32>() {
        Ok(seconds @ 1..) => Ok(Some(Duration::from_secs(seconds.into()))),
        _ => Err(AppParamError::Expiration),
    }
}

/// Takes the next `key=value` off the text; a key without a value has an empty one.
fn next_pair<'a>(rest: &mut &'a str) -> Result<Option<(&'a str, Cow<'a, str>)>, AppParamError> {
    if rest.is_empty() {
        return Ok(None);
    }
    let key_end = rest.find(['=', ';']).unwrap_or(rest.len());
    let (key, after) = rest.split_at(key_end);
    let value = match after.strip_prefix('=').map(str::trim_start) {
        None => {
            *rest = after;
            Cow::Borrowed("")
        }
        Some(text) if text.starts_with('"') => {
            let (value, after) = quoted(&text[1..]).ok_or(AppParamError::Quote)?;
            *rest = after.trim_start();
            if !rest.is_empty() && !rest.starts_with(';') {
                return Err(AppParamError::Quote);
            }
            value
        }
        Some(text) => {
            let (value, after) = text.split_at(text.find(';').unwrap_or(text.len()));
            *rest = after;
            Cow::Borrowed(value.trim())
        }
    };
    *rest = rest.strip_prefix(';').unwrap_or(rest);
    Ok(Some((key.trim(), value)))
}

/// The text up to the closing quotation mark, with its backslash pairs undone (RFC 3261 section 25.1), and the rest.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut value = Cow::Borrowed("");
    let mut start = 0;
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => {
                value += &text[start..at];
                return Some((value, &text[at + 1..]));
            }
            '\\' => {
                value += &text[start..at];
                start = chars.next()?.0;
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn error(header: &str) -> AppParamError {
        AppParam::parse(header).err().expect("refused")
    }

    #[test]
    fn reads_what_the_proxy_writes() {
        let header = "audio_id=7;expiration=60;caller=43991001;callee=bob;domain=example.org";
        let param = AppParam::parse(header).unwrap();
        assert_eq!((&*param.callee, &*param.domain, &*param.caller), ("bob", "example.org", "43991001"));
        assert_eq!(param.expiration, Some(Duration::from_secs(60)));
        assert_eq!((param.mode, param.tried), (None, false));
    }

    #[test]
    fn tolerates_order_space_case_quotes_and_unknown_keys() {
        let header = " Domain = \"example.org\" ; x ; y=\"a;b\" ;; CALLEE=b=b;caller=\"a \\\"b\\\\ \\é\";mode=only_push; tried=yes ;";
        let param = AppParam::parse(header).unwrap();
        assert_eq!((&*param.callee, &*param.domain, &*param.caller), ("b=b", "example.org", "a \"b\\ é"));
        assert_eq!((param.mode, param.tried, param.expiration), (Some(Mode::OnlyPush), true, None));
    }

    #[test]
    fn the_first_of_two_counts_and_null_is_none() {
        let header = "callee=<null>;callee=a;callee=b;domain=d;mode=<null>;expiration=;tried=<null>;caller=<null>";
        let param = AppParam::parse(header).unwrap();
        assert_eq!((&*param.callee, &*param.caller), ("a", ""));
        assert_eq!((param.mode, param.tried, param.expiration), (None, false, None));
    }

    #[test]
    fn says_which_value_is_wrong() {
        assert_eq!(error(""), AppParamError::Callee);
        assert_eq!(error("callee=a"), AppParamError::Domain);
        for callee in ["a@b", "a>b", "a b", "a\r\nb", "é", "\"a\\\"b\"", &"a".repeat(257)] {
            assert_eq!(error(&format!("domain=d;callee={callee}")), AppParamError::Callee, "{callee:?}");
        }
        for domain in ["a b", "a>", "a;b=\"c\"d", &"a".repeat(257)] {
            assert!(AppParam::parse(&format!("callee=a;domain={domain}")).is_err(), "{domain:?}");
        }
        for expiration in ["0", "-1", "1.5", "4294967296", "soon"] {
            assert_eq!(error(&format!("callee=a;domain=d;expiration={expiration}")), AppParamError::Expiration);
        }
        assert_eq!(error("callee=a;domain=d;mode=sometimes"), AppParamError::Mode);
        assert_eq!(error("callee=a;domain=d;tried=maybe"), AppParamError::Tried);
        assert_eq!(error("callee=a;domain=d;caller=a\u{7}b"), AppParamError::Caller);
        assert_eq!(error("callee=\"a;domain=d"), AppParamError::Quote);
        assert_eq!(error("callee=\"a\\"), AppParamError::Quote);
        assert_eq!(error("callee=\"a\"b;domain=d"), AppParamError::Quote);
        assert_eq!(error(&format!("callee=a;domain=d;x={}", "x".repeat(2048))), AppParamError::TooLong);
    }

    proptest! {
        #[test]
        fn what_is_read_fits_a_uri(header in "(?s).{0,60}|([a-z]{0,2}|callee|domain|caller|=|;|\"|\\\\| ){0,30}") {
            if let Ok(param) = AppParam::parse(&header) {
                prop_assert!(is_user(&param.callee) && is_host(&param.domain));
                prop_assert!(!param.caller.contains(char::is_control));
            }
        }

        #[test]
        fn quoting_changes_nothing(caller in "[^\\x00-\\x1f\\x7f-\\x9f]{1,40}") {
            prop_assume!(caller != "<null>");
            let escaped = caller.replace('\\', "\\\\").replace('"', "\\\"");
            let header = format!("callee=a;caller=\"{escaped}\";domain=d");
            prop_assert_eq!(AppParam::parse(&header).unwrap().caller, caller);
        }
    }
}
