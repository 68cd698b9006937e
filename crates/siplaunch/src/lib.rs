#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod android;
mod base64;
mod batch;
mod brand;
#[cfg(feature = "alloc")]
mod brand_name;
mod chain;
mod cipher;
mod claim;
#[cfg(feature = "std")]
mod clock;
#[cfg(feature = "alloc")]
mod color;
#[cfg(feature = "toml")]
mod config;
mod credentials;
mod error;
#[cfg(feature = "alloc")]
mod explain;
#[cfg(feature = "alloc")]
mod handler;
#[cfg(feature = "alloc")]
mod html;
mod kept;
mod key_ring;
#[cfg(feature = "alloc")]
mod language;
mod link;
mod link_id;
#[cfg(feature = "alloc")]
mod message;
#[cfg(feature = "alloc")]
mod page;
mod payload;
mod percent;
mod plaintexts;
mod portal;
#[cfg(feature = "qr")]
mod qr;
#[cfg(feature = "qr")]
mod qr_mask;
mod query;
#[cfg(feature = "alloc")]
mod refusal;
#[cfg(feature = "alloc")]
mod repair;
mod scheme;
mod sealed;
mod siv;
#[cfg(feature = "alloc")]
mod ticket;
mod token;
#[cfg(feature = "toml")]
mod toml;
mod url;
mod visible;
mod writer;

pub use self::{
    batch::Batch,
    brand::{Brand, BrandParts, mode_warning},
    claim::{Claim, ClaimPolicy, ClaimRecord, ClaimStatement, ClaimStoreKind},
    credentials::{Credentials, Field},
    error::Error,
    key_ring::{KeyRing, SealingKey},
    link::{Link, parse_launch_link_into},
    link_id::LinkId,
    payload::Payload,
    portal::Portal,
    scheme::Scheme,
    sealed::{Opened, Seal, SealedToken, one_time_len, sealed_len},
    token::{Token, token_len},
    visible::{Visible, is_unseen},
};

#[cfg(feature = "alloc")]
pub use self::{
    batch::BatchTexts,
    brand_name::MAX_BRAND_NAME_LEN,
    credentials::OwnedCredentials,
    explain::{ExplainOptions, Explanation, Finding, Kind, explain},
    handler::{Launch, LaunchHandler, Reason, Request, Response},
    language::Language,
    link::parse_launch_link,
    message::{Mail, MailDraft, MailWording, Sms, SmsBudget, SmsDraft, SmsEncoding},
    page::{BadSetting, Direction, Logo, Page, PageParts, PageSetting, PageText, SettingKind},
    portal::OwnedPortal,
    sealed::{OwnedOpened, OwnedSealedToken},
    ticket::Ticket,
};

#[cfg(feature = "toml")]
pub use self::config::{BrandEntries, FileError};
#[cfg(feature = "qr")]
pub use self::qr::QrCode;
#[cfg(feature = "std")]
pub use self::{batch::random_salts, clock::now};
