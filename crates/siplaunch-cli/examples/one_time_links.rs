//! Prints the queries of many one-time links, for `benches/claims.sh`: `one_time_links KEY_FILE NUMBER`.
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use std::{env, error::Error, fs};

use siplaunch::{Credentials, KeyRing, Seal};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(keys), Some(number)) = (args.next(), args.next()) else { return Err("usage: KEY_FILE NUMBER".into()) };
    let keys = KeyRing::from_toml(&fs::read_to_string(keys)?)?;
    let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
    let seal = Seal { expires: siplaunch::now() + 86_400, context: b"" };
    for _ in 0..number.parse()? {
        println!("c={}", keys.seal_one_time(credentials, seal)?);
    }
    Ok(())
}
