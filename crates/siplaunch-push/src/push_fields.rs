use std::collections::BTreeMap;

use thiserror::Error;

use crate::{Call, Message, Push};

/// The most fields of a request.
const MAX_FIELDS: usize = 64;
/// The most bytes of all names and values together.
const MAX_BYTES: usize = 64 * 1024;
/// The most bytes of a user part, a domain, a caller's number, an id and a field's name.
const MAX_NAME: usize = 256;

/// The reason why the fields of a request are no push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PushError {
    /// There are more than 64 fields, or they have more than 64 KiB, or a name has more than 256 bytes.
    #[error("the push is too large: send at most 64 fields of 64 KiB together, each name of at most 256 bytes")]
    TooLarge,
    /// The callee is missing, longer than 256 bytes, or no user part.
    #[error("the callee is missing or wrong: send callee=, the part of the address before the @, at most 256 bytes")]
    Callee,
    /// The domain is missing, longer than 256 bytes, or no domain.
    #[error("the domain is missing or wrong: send domain=, the part of the address after the @, at most 256 bytes")]
    Domain,
    /// The caller is longer than 256 bytes.
    #[error("the caller is too long: send caller=, a number or a user part of at most 256 bytes")]
    Caller,
    /// The id is longer than 256 bytes, or has control characters.
    #[error("the push's id is wrong: send push_id=, at most 256 bytes without control characters, or leave it out")]
    Id,
    /// The badge is no number.
    #[error("the badge is no number: send apns_badge=, 0 or more, or leave it out")]
    Badge,
}

impl Push {
    /// A push from the fields of a form, or of a JSON object, as sip:carrier's proxies and XMPP servers send them.
    ///
    /// | fields | use |
    /// | --- | --- |
    /// | `callee`, `domain` | the callee's address, both needed |
    /// | `push_id` | the id; without it, `new_id` makes one |
    /// | `caller`, `caller_name` | the caller's number and display name; `data_sender_number` and `data_sender_name` do too |
    /// | `data_*`, or `gcm_data_*` and `fcm_data_*` before them | what the app gets with a message, at most 64 |
    /// | `apns_alert`, `apns_sound`, `apns_badge` | what the phone shows of a message; without an alert, `data_message` |
    /// | `data_silent=1`, or `apns_content-available=1` without an alert | a message that the phone does not show |
    ///
    /// A push is a message if it has one of the fields of the last three rows and no `data_type=call`, else a call:
    /// proxies send none of them for a call. The form of 2014 (`caller`, `callee` and `domain` alone) is a call. Unknown
    /// fields are ignored, and of a field that is there twice the first counts.
    ///
    /// ```
    /// use siplaunch_push::Push;
    ///
    /// let fields = [("caller", "4311"), ("callee", "bob"), ("domain", "example.org")];
    /// let push = Push::from_fields(fields.map(|(name, value)| (name.to_owned(), value.to_owned())), || "1".to_owned())?;
    /// assert!(matches!(push, Push::Call(call) if call.callee == "bob"));
    /// # Ok::<(), siplaunch_push::PushError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PushError`] says which field is missing or wrong.
    pub fn from_fields(
        fields: impl IntoIterator<Item = (String, String)>,
        new_id: impl FnOnce() -> String,
    ) -> Result<Self, PushError> {
        let mut fields = Fields::new(fields)?;
        let callee = fields.take("callee");
        let domain = fields.take("domain");
        let callee = if is_name(&callee) { callee } else { return Err(PushError::Callee) };
        let domain = if is_name(&domain) { domain } else { return Err(PushError::Domain) };
        let id = match fields.take("push_id") {
            id if id.is_empty() => new_id(),
            id if id.len() > MAX_NAME || id.contains(char::is_control) => return Err(PushError::Id),
            id => id,
        };
        let is_call = match fields.data.get("type") {
            Some(kind) => kind == "call",
            None => fields.data.is_empty() && !fields.others.keys().any(|name| name.starts_with("apns_")),
        };
        if is_call { fields.call(id, callee, domain) } else { fields.message(id, callee, domain) }
    }
}

struct Fields {
    /// The `data_*` fields without their prefix.
    data: BTreeMap<String, String>,
    others: BTreeMap<String, String>,
}

impl Fields {
    fn new(fields: impl IntoIterator<Item = (String, String)>) -> Result<Self, PushError> {
        let mut this = Self { data: BTreeMap::new(), others: BTreeMap::new() };
        let mut bytes = 0;
        for (index, (name, value)) in fields.into_iter().enumerate() {
            bytes += name.len() + value.len();
            if index >= MAX_FIELDS || bytes > MAX_BYTES || name.len() > MAX_NAME {
                return Err(PushError::TooLarge);
            }
            let data = ["data_", "gcm_data_", "fcm_data_"].iter().find_map(|prefix| name.strip_prefix(prefix));
            match data {
                Some(data) => this.data.entry(data.to_owned()).or_insert(value),
                None => this.others.entry(name).or_insert(value),
            };
        }
        Ok(this)
    }

    /// The value of a field, empty without it.
    fn take(&mut self, name: &str) -> String {
        self.others.remove(name).unwrap_or_default()
    }

    /// The value of a field, or that of a `data_*` field if it is empty.
    fn take_or_data(&mut self, name: &str, data: &str) -> String {
        let value = self.take(name);
        if value.is_empty() { self.data.get(data).cloned().unwrap_or_default() } else { value }
    }

    fn call(mut self, id: String, callee: String, domain: String) -> Result<Push, PushError> {
        let caller = self.take_or_data("caller", "sender_number");
        if caller.len() > MAX_NAME {
            return Err(PushError::Caller);
        }
        let caller_name = self.take_or_data("caller_name", "sender_name");
        Ok(Push::Call(Call { id, caller, caller_name, callee, domain }))
    }

    fn message(mut self, id: String, callee: String, domain: String) -> Result<Push, PushError> {
        let wakes_app = self.take("apns_content-available") == "1";
        let alert = self.take("apns_alert");
        let silent = self.data.get("silent").is_some_and(|silent| silent == "1") || (wakes_app && alert.is_empty());
        let alert = match alert {
            _ if silent => String::new(),
            alert if alert.is_empty() => self.data.get("message").cloned().unwrap_or_default(),
            alert => alert,
        };
        let badge = match &*self.take("apns_badge") {
            "" => None,
            badge => Some(badge.parse().map_err(|_| PushError::Badge)?),
        };
        let sound = self.take("apns_sound");
        Ok(Push::Message(Message { id, callee, domain, alert, sound, badge, silent, data: self.data }))
    }
}

fn is_name(text: &str) -> bool {
    let fits = |char: char| !char.is_control() && !char.is_whitespace() && char != '@';
    (1..=MAX_NAME).contains(&text.len()) && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(fields: &[(&str, &str)]) -> Result<Push, PushError> {
        let owned = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Push::from_fields(owned, || "new".to_owned())
    }

    fn with_bob<'a>(fields: &[(&'a str, &'a str)]) -> Result<Push, PushError> {
        read(&[&[("callee", "bob"), ("domain", "example.org")], fields].concat())
    }

    fn call(fields: &[(&str, &str)]) -> Call {
        let Ok(Push::Call(call)) = with_bob(fields) else { panic!("no call: {fields:?}") };
        assert_eq!((&*call.callee, &*call.domain), ("bob", "example.org"));
        call
    }

    fn message(fields: &[(&str, &str)]) -> Message {
        let Ok(Push::Message(message)) = with_bob(fields) else { panic!("no message: {fields:?}") };
        assert_eq!((&*message.callee, &*message.domain), ("bob", "example.org"));
        message
    }

    #[test]
    fn a_proxys_form_is_a_call() {
        let caller = call(&[("caller", "4311@example.net"), ("push_id", "p1"), ("other", "x")]);
        assert_eq!((&*caller.id, &*caller.caller, &*caller.caller_name), ("p1", "4311@example.net", ""));
        assert_eq!(call(&[("push_id", "")]).id, "new");
        assert_eq!(call(&[("caller_name", "Ann \"\\")]).caller_name, "Ann \"\\");
        let typed = call(&[("data_type", "call"), ("data_sender_number", "4311"), ("data_sender_name", "Ann")]);
        assert_eq!((&*typed.caller, &*typed.caller_name), ("4311", "Ann"));
    }

    #[test]
    fn an_xmpp_servers_form_is_a_message() {
        let fields = [
            ("push_id", "6f2d"),
            ("data_type", "message"),
            ("data_message", "hello"),
            ("data_sender_jid", "ann@example.org"),
            ("apns_alert", "message received from Ann\nhello"),
            ("apns_sound", "incoming_message.caf"),
            ("apns_badge", "3"),
        ];
        let message = message(&fields);
        assert_eq!((&*message.id, &*message.alert), ("6f2d", "message received from Ann\nhello"));
        assert_eq!((&*message.sound, message.badge, message.silent), ("incoming_message.caf", Some(3), false));
        let data: Vec<_> = message.data.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(data, [("message", "hello"), ("sender_jid", "ann@example.org"), ("type", "message")]);
    }

    #[test]
    fn messages_of_all_generations() {
        for prefix in ["data_", "gcm_data_", "fcm_data_"] {
            assert_eq!(message(&[(&format!("{prefix}message"), "hello")]).alert, "hello");
        }
        for kind in ["message", "invite", "groupchat", "later"] {
            assert_eq!(message(&[("data_type", kind)]).data["type"], kind);
        }
        assert_eq!(message(&[("apns_alert", "hello")]).alert, "hello");
    }

    #[test]
    fn a_silent_message_shows_nothing() {
        for fields in [
            &[("data_silent", "1"), ("data_message", "hello"), ("apns_alert", "hello")][..],
            &[("apns_content-available", "1"), ("data_message", "hello")],
        ] {
            let message = message(fields);
            assert!(message.silent && message.alert.is_empty() && message.data["message"] == "hello");
        }
        for fields in [&[("data_silent", "0")][..], &[("apns_content-available", "1"), ("apns_alert", "a")]] {
            assert!(!message(fields).silent);
        }
    }

    #[test]
    fn the_first_of_two_counts() {
        assert_eq!(call(&[("caller", "a"), ("caller", "b"), ("callee", "x")]).caller, "a");
        assert_eq!(message(&[("data_x", "a"), ("gcm_data_x", "b")]).data["x"], "a");
    }

    #[test]
    fn says_what_is_wrong() {
        let long = "a".repeat(257);
        let error = |fields: &[(&str, &str)]| with_bob(fields).err().expect("refused");
        for name in ["", "a b", "a@b", "a\n", &long] {
            assert!(read(&[("callee", name), ("domain", "d")]).err() == Some(PushError::Callee), "{name:?}");
            assert!(read(&[("callee", "a"), ("domain", name)]).err() == Some(PushError::Domain), "{name:?}");
        }
        assert_eq!(error(&[("caller", &long)]), PushError::Caller);
        assert_eq!(error(&[("push_id", &long)]), PushError::Id);
        assert_eq!(error(&[("push_id", "a\r\n")]), PushError::Id);
        assert_eq!(error(&[("apns_badge", "-1")]), PushError::Badge);
        assert_eq!(error(&[(&long, "")]), PushError::TooLarge);
        assert_eq!(error(&[("x", &"a".repeat(MAX_BYTES))]), PushError::TooLarge);
        assert_eq!(error(&[("x", ""); 63]), PushError::TooLarge);
        assert!(with_bob(&[("x", ""); 62]).is_ok());
    }

    proptest! {
        #[test]
        fn a_push_has_an_address(fields in proptest::collection::vec(("callee|domain|push_id|data_a|apns_badge|.{0,5}", "(?s).{0,9}"), 0..9)) {
            match Push::from_fields(fields, String::new) {
                Ok(Push::Call(Call { callee, domain, .. }) | Push::Message(Message { callee, domain, .. })) => {
                    prop_assert!(is_name(&callee) && is_name(&domain));
                }
                Err(_) => {}
            }
        }
    }
}
