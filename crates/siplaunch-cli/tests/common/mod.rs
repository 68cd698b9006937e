//! Programs and servers started by a test, and raw HTTP to talk to them.
#![allow(dead_code, reason = "each test program uses a part")]
#![allow(clippy::panic, reason = "a failure here is a failed test")]

pub(crate) mod batch;
pub(crate) mod cases;
pub(crate) mod help;
pub(crate) mod http;
pub(crate) mod portal;
pub(crate) mod process;
pub(crate) mod siplaunch;
pub(crate) mod stores;

/// The handbook's token as it travels.
pub(crate) const QUERY: &str =
    "c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D";
/// The app link of that token.
pub(crate) const APP_LINK: &str =
    "sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==";
/// A part of the token, which no log may show.
pub(crate) const SECRET: &str = "CI8VN8toaE40";

pub(crate) fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}
