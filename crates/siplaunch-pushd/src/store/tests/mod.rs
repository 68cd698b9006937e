mod figures;
mod full_disk;
mod kill;
pub(crate) mod server;
mod servers;
pub(crate) mod suite;
