mod server;
mod servers;
pub(super) mod suite;
