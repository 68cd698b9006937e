//! The manual pages of the commands: `clap_mangen` writes their options, and this crate writes the sections around them.

mod page;
mod roff;
mod sections;
pub mod siplaunch;
