//! The accounts in the portal's database.

use rusqlite::{Connection, ErrorCode, Result};

/// An account: what a SIP server takes, and never the password or the link.
pub struct Account {
    pub username: String,
    pub ha1: String,
    pub email: String,
    pub link_id: String,
    pub revoked: bool,
}

/// A database file with the accounts. Each call opens a connection, and blocks.
pub struct Accounts(String);

impl Accounts {
    /// Makes the table, unless there is one.
    pub fn create(path: String) -> Result<Self> {
        let accounts = Self(path);
        accounts.open()?.execute(
            "CREATE TABLE IF NOT EXISTS accounts
                (username TEXT PRIMARY KEY, ha1 TEXT, email TEXT, link_id TEXT UNIQUE, revoked INTEGER)",
            (),
        )?;
        Ok(accounts)
    }

    /// Adds an account, unless its username is taken.
    pub fn add(&self, account: &Account) -> Result<bool> {
        let Account { username, ha1, email, link_id, revoked } = account;
        let row = (username, ha1, email, link_id, revoked);
        match self.open()?.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?)", row) {
            Ok(_) => Ok(true),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub fn remove(&self, username: &str) -> Result<()> {
        self.open()?.execute("DELETE FROM accounts WHERE username = ?", [username])?;
        Ok(())
    }

    pub fn all(&self) -> Result<Vec<Account>> {
        let connection = self.open()?;
        let columns = "username, ha1, email, link_id, revoked";
        let mut statement = connection.prepare(&format!("SELECT {columns} FROM accounts ORDER BY username"))?;
        let rows = statement.query_map((), |row| {
            Ok(Account {
                username: row.get(0)?,
                ha1: row.get(1)?,
                email: row.get(2)?,
                link_id: row.get(3)?,
                revoked: row.get(4)?,
            })
        })?;
        rows.collect()
    }

    pub fn revoke(&self, link_id: &str) -> Result<()> {
        self.open()?.execute("UPDATE accounts SET revoked = TRUE WHERE link_id = ?", [link_id])?;
        Ok(())
    }

    pub fn is_revoked(&self, link_id: &str) -> Result<bool> {
        let query = "SELECT EXISTS (SELECT 1 FROM accounts WHERE link_id = ? AND revoked)";
        self.open()?.query_row(query, [link_id], |row| row.get(0))
    }

    fn open(&self) -> Result<Connection> {
        Connection::open(&self.0)
    }
}
