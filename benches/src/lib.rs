//! What the benches share: the corpus, and safe calls to the C peer, and the report to `run.py`.

mod corpus;
mod openssl;
mod report;

pub use corpus::{IV, KEY, as_credentials, as_strs, corpus};
pub use openssl::OpenSsl;
pub use report::report;
