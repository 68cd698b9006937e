//! The push daemon `siplaunch-pushd`.
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "skeleton")]

mod config;
mod http;
mod metrics;
mod provider;
mod store;

fn main() {}
