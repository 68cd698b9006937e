//! Claim stores of one-time links: their options, SQLite, Redis, and the subcommands that read and change them.

mod address;
mod args;
mod command;
mod redis;
mod revoke;
mod sqlite;
mod status;
mod store;

pub(crate) use self::{
    args::{PolicyArgs, StoreArgs},
    command::{Args, run},
    revoke::{Args as RevokeArgs, run as run_revoke},
    status::Status,
    store::{Answer, Ask, Store},
};
