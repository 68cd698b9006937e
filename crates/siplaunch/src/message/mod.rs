//! Messages that carry a launch link.

mod gsm7;
mod mail;
mod mail_header;
mod sms;
mod sms_budget;
pub(crate) mod template;

pub use self::{
    mail::{Mail, MailDraft, MailWording},
    sms::{Sms, SmsDraft},
    sms_budget::{SmsBudget, SmsEncoding},
};
