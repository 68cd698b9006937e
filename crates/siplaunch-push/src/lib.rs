#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
mod answer;
pub mod apns;
mod app_param;
pub mod auth;
mod contact;
mod device;
pub mod fcm;
pub mod media;
mod mode;
mod payload;
mod push;
mod push_fields;
mod reginfo;
mod registration;
mod request;
pub mod sip;
mod timers;
mod verdict;
pub mod wake;

pub use address::user_and_host;
pub use answer::Answer;
pub use app_param::{AppParam, AppParamError};
pub use contact::ContactDevice;
pub use device::{Device, DeviceError, DeviceToken, Provider, Purpose};
pub use mode::Mode;
pub use push::{Call, Message, Push};
pub use push_fields::PushError;
pub use reginfo::{Reginfo, ReginfoError};
pub use registration::{Contact, Registration};
pub use request::{Request, RequestError, Response};
pub use verdict::{Fault, Verdict};
