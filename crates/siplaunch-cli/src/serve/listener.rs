use std::{io, net::SocketAddr};

use anyhow::{Error, Result, anyhow};
use tokio::net::TcpListener;

/// Listens on the address that an option gave.
pub(crate) async fn bind(option: &str, address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| explain(option, address, &error))
}

fn explain(option: &str, address: SocketAddr, error: &io::Error) -> Error {
    let fix = match error.kind() {
        io::ErrorKind::AddrInUse => ": another program listens there, stop it or choose another port",
        io::ErrorKind::AddrNotAvailable => ": this machine does not have that address",
        io::ErrorKind::PermissionDenied => ": choose a port above 1023, and let a reverse proxy have the lower one",
        _ => "",
    };
    anyhow!("{option} {address}: {error}{fix}")
}
