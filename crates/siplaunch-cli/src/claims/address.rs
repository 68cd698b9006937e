//! The URL of a claim store.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

/// The URL, in words for errors.
const FORMS: &str = "use sqlite:FILE, redis://HOST[:PORT][/DATABASE], redis-sentinel://HOST,HOST/NAME[/DATABASE] or \
redis-cluster://HOST,HOST; with TLS rediss for redis";

/// Where a claim store is.
#[derive(Debug, PartialEq)]
pub(crate) enum Address {
    Sqlite(PathBuf),
    Redis(RedisAddress),
}

/// The servers of a Redis.
#[derive(Debug, PartialEq)]
pub(crate) struct RedisAddress {
    pub(crate) servers: Servers,
    pub(crate) tls: bool,
    pub(crate) username: Option<String>,
}

/// A host and its port.
pub(crate) type Host = (String, u16);

#[derive(Debug, PartialEq)]
pub(crate) enum Servers {
    One {
        host: Host,
        database: i64,
    },
    /// The sentinels that know the server of a name.
    Sentinels {
        hosts: Vec<Host>,
        name: String,
        database: i64,
    },
    Cluster {
        hosts: Vec<Host>,
    },
}

impl Address {
    /// Reads a URL. The errors do not repeat it, since a password may be in it.
    pub(crate) fn parse(url: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once(':').context(FORMS)?;
        if scheme == "sqlite" {
            let file = rest.strip_prefix("//").unwrap_or(rest);
            return if file.is_empty() { bail!(FORMS) } else { Ok(Self::Sqlite(file.into())) };
        }
        let rest = rest.strip_prefix("//").context(FORMS)?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (username, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        if username.contains(':') {
            bail!(
                "a URL with a password can be read by other users of the machine: \
                 use --claims-password-file or SIPLAUNCH_CLAIMS_PASSWORD"
            );
        }
        let (tls, kind) = match scheme.strip_prefix("rediss") {
            Some(kind) => (true, kind),
            None => (false, scheme.strip_prefix("redis").context(FORMS)?),
        };
        let username = Some(username).filter(|name| !name.is_empty()).map(Into::into);
        Ok(Self::Redis(RedisAddress { servers: Servers::parse(kind, hosts, path).context(FORMS)?, tls, username }))
    }
}

impl Servers {
    fn parse(kind: &str, hosts: &str, path: &str) -> Option<Self> {
        match kind {
            "" => Some(Self::One { host: host(hosts, 6379)?, database: database(path)? }),
            "-sentinel" => {
                let (name, path) = path.split_once('/').unwrap_or((path, ""));
                let (hosts, database) = (all_hosts(hosts, 26379)?, database(path)?);
                (!name.is_empty()).then(|| Self::Sentinels { hosts, name: name.into(), database })
            }
            "-cluster" if path.is_empty() => Some(Self::Cluster { hosts: all_hosts(hosts, 6379)? }),
            _ => None,
        }
    }
}

fn database(path: &str) -> Option<i64> {
    if path.is_empty() { Some(0) } else { path.parse().ok().filter(|&number| number >= 0) }
}

fn all_hosts(hosts: &str, port: u16) -> Option<Vec<Host>> {
    hosts.split(',').map(|name| host(name, port)).collect()
}

/// A name or an address, that of IPv6 in brackets.
fn host(text: &str, default_port: u16) -> Option<Host> {
    let (name, port) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(name, rest)| (name, rest.strip_prefix(':')))?,
        None => text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port))),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:%".contains(c);
    let port = port.map_or(Some(default_port), |port| port.parse().ok())?;
    (!name.is_empty() && name.chars().all(is_plain)).then(|| (name.into(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redis(servers: Servers, tls: bool, username: Option<&str>) -> Option<Address> {
        Some(Address::Redis(RedisAddress { servers, tls, username: username.map(Into::into) }))
    }

    fn parse(url: &str) -> Option<Address> {
        Address::parse(url).ok()
    }

    #[test]
    fn each_kind_has_its_url() {
        let host = |name: &str, port| (name.to_owned(), port);
        assert_eq!(parse("sqlite:/a/b.db"), Some(Address::Sqlite("/a/b.db".into())));
        assert_eq!(parse("sqlite:///a/b.db"), Some(Address::Sqlite("/a/b.db".into())));
        let one = |name, port, database| Servers::One { host: host(name, port), database };
        assert_eq!(parse("redis://localhost"), redis(one("localhost", 6379, 0), false, None));
        assert_eq!(parse("rediss://ann@[::1]:7/3"), redis(one("::1", 7, 3), true, Some("ann")));
        let hosts = vec![host("a", 26379), host("b", 8)];
        let sentinels = Servers::Sentinels { hosts, name: "main".into(), database: 2 };
        assert_eq!(parse("redis-sentinel://a,b:8/main/2"), redis(sentinels, false, None));
        let cluster = Servers::Cluster { hosts: vec![host("a", 6379), host("10.0.0.1", 6379)] };
        assert_eq!(parse("rediss-cluster://a,10.0.0.1"), redis(cluster, true, None));
    }

    #[test]
    fn other_texts_are_refused_and_not_repeated() {
        for url in [
            "",
            "sqlite",
            "sqlite:",
            "/var/claims.db",
            "redis:localhost",
            "redis://",
            "redis://a,b",
            "redis://a/x",
            "redis://a/-1",
            "redis://a:x",
            "redis://[::1",
            "redis-sentinel://a",
            "redis-sentinel://a,/m",
            "redis-cluster://a/0",
            "redisx://a",
            "mysql://a",
            "redis://a b",
        ] {
            let error = Address::parse(url).expect_err(url).to_string();
            assert!(error.starts_with("use sqlite:FILE, redis://"), "{url}: {error}");
        }
        for url in ["redis://:sesame@a", "redis://ann:sesame@a", "redis-cluster://ann:sesame@a,b"] {
            let error = Address::parse(url).expect_err(url).to_string();
            assert!(error.contains("SIPLAUNCH_CLAIMS_PASSWORD") && !error.contains("sesame"), "{error}");
        }
    }
}
