//! The manual pages of the commands: `clap_mangen` writes their options, and this crate writes the sections around them.

pub mod files;
mod page;
pub mod pushd;
mod roff;
mod sections;
pub mod siplaunch;

pub use self::page::Release;
