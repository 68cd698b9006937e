//! What the benches share: the corpus, and safe calls to the C peer.

mod corpus;
mod openssl;

pub use corpus::{IV, KEY, as_credentials, as_strs, corpus};
pub use openssl::OpenSsl;
