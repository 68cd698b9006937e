use std::{fmt, time::Duration};

use httpdate::parse_http_date;

use crate::{Fault, Response, Verdict};

/// A day: a service that asks for more is not waited for, and no addition to a time overflows.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// A push service's answer, understood. `Display` says in words what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// What it means for the push.
    pub verdict: Verdict,
    /// The service's own name for it, from a closed set: `Success`, an error of Apple or Google, or `Unknown`.
    pub reason: &'static str,
}

impl Answer {
    /// The answer to a push for an app that the device named and the configuration does not.
    ///
    /// Phones name their apps themselves: a wrong topic or project is then the device's fault, and no alarm.
    #[must_use]
    pub fn of_unknown_app(self) -> Self {
        match self.verdict {
            Verdict::Misconfigured(Fault::Topic | Fault::Project) => Self { verdict: Verdict::Refused, ..self },
            _ => self,
        }
    }

    /// The answer to a push for an app that the device does not name and the configuration does.
    ///
    /// A token of another app then points to a wrong `topic`, and must not cost the devices of all phones.
    #[must_use]
    pub fn of_configured_app(self) -> Self {
        match self.reason {
            "DeviceTokenNotForTopic" => Self { verdict: Verdict::Misconfigured(Fault::Topic), ..self },
            _ => self,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.verdict)?;
        match self.reason {
            "BadTopic" | "TopicDisallowed" | "PERMISSION_DENIED" | "NOT_FOUND" if self.verdict == Verdict::Refused => {
                f.write_str(" The device names an app that is not the configured one: correct the device.")
            }
            "BadDeviceToken" => f.write_str(
                " Apple also answers so to a token of the other environment: tokens of development builds belong to \
                 the sandbox.",
            ),
            "DeviceTokenNotForTopic" => {
                f.write_str(" The token belongs to another app: compare the device's bundle id with the app's.")
            }
            "InvalidProviderToken" | "ExpiredProviderToken" => f.write_str(" The machine's clock must be right, too."),
            "SENDER_ID_MISMATCH" => f.write_str(" The token belongs to another project than the one it was sent to."),
            "THIRD_PARTY_AUTH_ERROR" => {
                f.write_str(" The token is of an Apple device, and the project has no valid key for Apple.")
            }
            _ => Ok(()),
        }
    }
}

/// The wait that a `retry-after` header asks for (RFC 9110, section 10.2.3), a day at most. `now`: seconds since 1970.
pub(crate) fn retry_after(response: &Response<'_>, now: u64) -> Option<Duration> {
    let value = response.retry_after?.trim();
    let wait = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = parse_http_date(value).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
            until.saturating_sub(Duration::from_secs(now))
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

/// The name of a reason if it is one of a closed set.
pub(crate) fn known(reasons: &'static [&'static str], reason: &str) -> &'static str {
    reasons.iter().copied().find(|known| *known == reason).unwrap_or("Unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_topic_or_project_is_the_fault_of_a_device_that_names_it() {
        let verdict = |verdict| Answer { verdict, reason: "TopicDisallowed" }.of_unknown_app().verdict;
        assert_eq!(verdict(Verdict::Misconfigured(Fault::Topic)), Verdict::Refused);
        assert_eq!(verdict(Verdict::Misconfigured(Fault::Project)), Verdict::Refused);
        for other in [Verdict::Misconfigured(Fault::Key), Verdict::Delivered, Verdict::Retry { after: None }] {
            assert_eq!(verdict(other), other);
        }
    }

    #[test]
    fn a_token_of_another_app_is_the_fault_of_a_topic_that_the_configuration_names() {
        let answer = |reason| Answer { verdict: Verdict::DropDevice { dead_since: None }, reason }.of_configured_app();
        assert_eq!(answer("DeviceTokenNotForTopic").verdict, Verdict::Misconfigured(Fault::Topic));
        for reason in ["BadDeviceToken", "Unregistered"] {
            assert_eq!(answer(reason).verdict, Verdict::DropDevice { dead_since: None });
        }
    }

    fn wait(header: &str) -> Option<u64> {
        let response = Response { status: 503, retry_after: Some(header), body: b"" };
        retry_after(&response, 784_111_777).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait(" 0 "), Some(0));
        // RFC 9110's three forms of one date, 784,111,777 s after 1970.
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT"), Some(0));
        assert_eq!(wait("Sunday, 06-Nov-94 08:50:37 GMT"), Some(60));
        assert_eq!(wait("Sun Nov  6 08:49:47 1994"), Some(10));
        assert_eq!(wait("Sat, 05 Nov 1994 08:49:37 GMT"), Some(0), "a date in the past");
    }

    #[test]
    fn absurd_waits_are_cut_and_others_ignored() {
        assert_eq!(wait("18446744073709551615"), Some(86_400));
        assert_eq!(wait("Fri, 31 Dec 9999 23:59:59 GMT"), Some(86_400));
        for header in ["", "-1", "1.5", "soon", "18446744073709551616", "Sun, 06 Nov 1994"] {
            assert_eq!(wait(header), None, "{header}");
        }
    }
}
