//! The columns of the input.

use anyhow::{Result, bail};

use super::rejects::Reject;

/// The options of the input's columns.
#[derive(clap::Args)]
#[command(next_help_heading = "Columns of the input")]
pub(super) struct ColumnArgs {
    /// Column with the SIP username
    #[arg(long, value_name = "NAME", default_value = "username")]
    username_column: String,
    /// Column with the SIP server or domain
    #[arg(long, value_name = "NAME", default_value = "server", conflicts_with = "server")]
    server_column: String,
    /// SIP server or domain of all rows, in place of a column
    #[arg(long)]
    server: Option<String>,
    /// Column with the password
    #[arg(long, value_name = "NAME", default_value = "password")]
    password_column: String,
    /// Keep the column with the password, which the output does not have otherwise
    #[arg(long)]
    keep_password: bool,
}

/// The columns that the batch reads, by name.
pub(super) struct Columns<'a> {
    pub(super) username: &'a str,
    pub(super) server: Server<'a>,
    pub(super) password: &'a str,
    /// The column with the names of QR codes, if they have names.
    pub(super) name: Option<&'a str>,
    keeps_password: bool,
    /// The columns that the output adds.
    added: Vec<&'a str>,
}

pub(super) enum Server<'a> {
    Column(&'a str),
    Fixed(&'a str),
}

impl ColumnArgs {
    pub(super) fn columns<'a>(&'a self, name: Option<&'a str>, added: Vec<&'a str>) -> Columns<'a> {
        let server = self.server.as_deref().map_or(Server::Column(&self.server_column), Server::Fixed);
        let (username, password, keeps_password) = (&self.username_column, &self.password_column, self.keep_password);
        Columns { username, server, password, name, keeps_password, added }
    }
}

impl Columns<'_> {
    /// Whether the output keeps a column of the input.
    pub(super) fn keeps(&self, column: &str) -> bool {
        self.keeps_password || column != self.password
    }

    /// Whether the output has a column of this name without the input.
    pub(super) fn adds(&self, column: &str) -> bool {
        self.added.contains(&column)
    }

    /// The names of the output's columns, of those that the input has.
    pub(super) fn output_names<'b>(&'b self, input: &'b [String]) -> impl Iterator<Item = &'b str> {
        input.iter().map(String::as_str).filter(|name| self.keeps(name)).chain(self.added.iter().copied())
    }

    /// Checks the row that names the columns. Another row in its place is not repeated.
    pub(super) fn check(&self, names: &[String]) -> Result<()> {
        let required = [("--username-column", Some(self.username)), ("--server-column", self.server.column())];
        let required =
            required.into_iter().chain([("--password-column", Some(self.password)), ("--qr-column", self.name)]);
        for (option, name) in required {
            let Some(name) = name else { continue };
            if !names.iter().any(|other| other == name) {
                bail!("the first row names no column {name}: name the column with {option}");
            }
        }
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                bail!("the first row names the column {name:?} twice: give each column its own name");
            }
            if self.keeps(name) && self.adds(name) {
                bail!("the input has a column {name} already, which this batch adds: rename or remove it");
            }
        }
        Ok(())
    }
}

impl<'a> Server<'a> {
    /// The column, if there is one.
    pub(super) fn column(&self) -> Option<&'a str> {
        match self {
            Self::Column(name) => Some(name),
            Self::Fixed(_) => None,
        }
    }
}

impl Reject {
    pub(super) fn of_row(row: u64, reason: impl Into<String>) -> Self {
        Self { row, column: None, reason: reason.into() }
    }

    pub(super) fn of_column(row: u64, column: &str, reason: impl Into<String>) -> Self {
        Self { row, column: Some(column.into()), reason: reason.into() }
    }
}
