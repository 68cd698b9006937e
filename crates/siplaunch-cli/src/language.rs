//! The languages that messages come in.

use siplaunch::{MailWording, SmsDraft};

/// A language with words of its own.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// German
    De,
}

impl Language {
    pub(crate) const fn sms(self) -> &'static str {
        match self {
            Self::En => SmsDraft::ENGLISH,
            Self::De => SmsDraft::GERMAN,
        }
    }

    pub(crate) const fn mail(self) -> MailWording<'static> {
        match self {
            Self::En => MailWording::ENGLISH,
            Self::De => MailWording::GERMAN,
        }
    }
}
