//! Push.
fn main() {}
