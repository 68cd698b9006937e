//! The HTTP face: pushes, devices, registrations, health, metrics.
//!
//! It never waits for a push service: a push is an order to the switchboard, over a bounded channel.

mod answer;
mod app;
mod auth;
mod body;
mod devices;
mod health;
mod push;
mod registered;
mod routes;
mod server;
mod settings;

pub(crate) use self::{
    app::{App, Order, PushJob},
    server::serve,
    settings::Settings,
};

#[cfg(test)]
mod tests;
