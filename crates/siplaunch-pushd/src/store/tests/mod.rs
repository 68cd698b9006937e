mod full_disk;
mod kill;
mod server;
mod servers;
pub(super) mod suite;
