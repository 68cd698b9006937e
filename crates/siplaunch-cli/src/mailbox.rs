//! The sender and the recipient of a mail.

use std::str::FromStr;

use email_address::{EmailAddress, Options};

/// `ADDRESS`, `NAME <ADDRESS>` or `"NAME" <ADDRESS>`.
#[derive(Clone)]
pub(crate) struct Mailbox(EmailAddress);

impl Mailbox {
    /// The name, if there is one.
    pub(crate) fn name(&self) -> Option<String> {
        let name = self.0.display_part();
        let quoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        let name = quoted.map_or_else(|| name.to_owned(), |name| name.replace("\\\"", "\"").replace(r"\\", r"\"));
        (!name.is_empty()).then_some(name)
    }

    pub(crate) fn address(&self) -> String {
        self.0.email()
    }

    pub(crate) fn domain(&self) -> &str {
        self.0.domain()
    }
}

impl FromStr for Mailbox {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let options = Options::default().without_domain_literal().with_display_text();
        match EmailAddress::parse_with_options(text, options) {
            // Other addresses need servers that know RFC 6531; every domain has a form in ASCII.
            Ok(address) if address.email().is_ascii() && !text.contains(char::is_control) => Ok(Self(address)),
            _ => Err("expected an address in ASCII such as alice@mail.example, or NAME <ADDRESS>"),
        }
    }
}
