#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;

mod brand;
mod cipher;
#[cfg(feature = "std")]
mod clock;
mod credentials;
mod encoding;
mod error;
#[cfg(feature = "alloc")]
mod explain;
#[cfg(feature = "toml")]
mod files;
#[cfg(feature = "alloc")]
mod gsm7;
#[cfg(feature = "alloc")]
mod handler;
mod kept;
mod key_ring;
mod link;
#[cfg(feature = "alloc")]
mod mail;
#[cfg(feature = "alloc")]
mod mail_header;
#[cfg(feature = "alloc")]
mod page;
mod portal;
#[cfg(feature = "qr")]
mod qr;
mod query;
mod render;
#[cfg(feature = "alloc")]
mod repair;
#[cfg(feature = "alloc")]
mod request;
#[cfg(feature = "alloc")]
mod response;
mod scheme;
mod sealed;
#[cfg(feature = "alloc")]
mod sms;
#[cfg(feature = "alloc")]
mod sms_budget;
#[cfg(feature = "alloc")]
mod template;
#[cfg(feature = "alloc")]
mod ticket;
mod token;
#[cfg(feature = "toml")]
mod toml;
mod url;
mod visible;

pub use brand::{Brand, BrandParts};
#[cfg(feature = "std")]
pub use clock::now;
#[cfg(feature = "alloc")]
pub use credentials::OwnedCredentials;
pub use credentials::{Credentials, Field};
pub use error::Error;
#[cfg(feature = "alloc")]
pub use explain::{ExplainOptions, Explanation, Finding, Kind, explain};
#[cfg(feature = "toml")]
pub use files::{BrandEntries, FileError, is_exposed};
#[cfg(feature = "alloc")]
pub use handler::{Launch, LaunchHandler};
pub use key_ring::{KeyRing, SealingKey};
#[cfg(feature = "alloc")]
pub use link::parse_launch_link;
pub use link::{Link, parse_launch_link_into};
#[cfg(feature = "alloc")]
pub use mail::{Mail, MailDraft, MailWording};
#[cfg(feature = "alloc")]
pub use page::{BadSetting, Direction, Language, Logo, Page, PageParts, PageText};
#[cfg(feature = "alloc")]
pub use portal::OwnedPortal;
pub use portal::Portal;
#[cfg(feature = "qr")]
pub use qr::QrCode;
#[cfg(feature = "alloc")]
pub use request::Request;
#[cfg(feature = "alloc")]
pub use response::{Reason, Response};
pub use scheme::Scheme;
#[cfg(feature = "alloc")]
pub use sealed::OwnedOpened;
pub use sealed::{LinkId, Opened, Seal, SealedLink, sealed_len};
#[cfg(feature = "alloc")]
pub use sms::{Sms, SmsDraft};
#[cfg(feature = "alloc")]
pub use sms_budget::{SmsBudget, SmsEncoding};
#[cfg(feature = "alloc")]
pub use template::MAX_BRAND_NAME_LEN;
#[cfg(feature = "alloc")]
pub use ticket::Ticket;
pub use token::{Token, token_len};
pub use visible::{Visible, is_unseen};
