use std::time::Duration;

use anyhow::{Context as _, Error, Result, anyhow, bail};
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, FromRedisValue, IntoConnectionInfo as _, Pipeline,
    RedisConnectionInfo, RedisError, RedisResult, TlsMode,
    aio::{ConnectionLike, MultiplexedConnection},
    cluster::{ClusterClient, ClusterClientBuilder},
    cluster_async::ClusterConnection,
    cluster_routing::{Route, RoutingInfo, SingleNodeRoutingInfo, SlotAddr},
    sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType},
};
use siplaunch::{Claim, ClaimPolicy, ClaimRecord, ClaimStatement, ClaimStoreKind, LinkId};
use tokio::{
    runtime::{self, Runtime},
    time::timeout,
};
use zeroize::Zeroizing;

use super::{
    address::{Host, RedisAddress, Servers},
    store::{Answer, Ask, Entry, MAX_TIME, NO_STORE, Store},
};

/// The longest wait for a connection, and for an answer: both fit into [`MAX_TIME`].
const STEP_TIME: Duration = Duration::from_millis(850);

/// The links that one request asks for, or one step of a scan looks at.
const PAGE: usize = 1000;

/// A claim store in Redis.
///
/// All waiting questions go out in one pipeline on one connection.
pub(crate) struct RedisStore {
    runtime: Runtime,
    server: Server,
    connection: Option<Connection>,
}

enum Server {
    One(Box<Client>),
    Sentinels(Box<SentinelClient>),
    Cluster(Box<ClusterClient>),
}

enum Connection {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

const fn script(statement: ClaimStatement) -> &'static str {
    ClaimStoreKind::Redis.statement(statement)
}

/// The call of a script for a link.
fn call(statement: ClaimStatement, id: &str, values: &[u64]) -> Cmd {
    let mut eval = redis::cmd("EVAL");
    let link = [ClaimStoreKind::REDIS_KEY, ":", id].concat();
    eval.arg(script(statement)).arg(2).arg(ClaimStoreKind::REDIS_KEY).arg(link).arg(values);
    eval
}

impl RedisStore {
    pub(crate) fn new(address: RedisAddress, password: Option<Zeroizing<String>>) -> Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().context("start of the store")?;
        Ok(Self { runtime, server: Server::new(address, password)?, connection: None })
    }

    /// Sends commands and returns their results.
    fn send<T: FromRedisValue>(&mut self, commands: impl IntoIterator<Item = Cmd>) -> Result<Vec<T>> {
        let mut pipeline = Pipeline::new();
        // Else the pipeline's error hides the server's.
        pipeline.ignore_errors();
        for command in commands {
            pipeline.add_command(command);
        }
        self.work(async |connection| {
            let results: Vec<RedisResult<T>> = match connection {
                Connection::One(one) => pipeline.query_async(one).await,
                Connection::Cluster(cluster) => pipeline.query_async(cluster).await,
            }?;
            results.into_iter().collect()
        })
    }

    /// Works with the connection, and after an error of an old one with a new one: the server may have closed it, or be a
    /// replica by now. A claim that is sent twice counts as two taps.
    fn work<T>(&mut self, work: impl AsyncFn(&mut Connection) -> RedisResult<T>) -> Result<T> {
        let Self { runtime, server, connection } = self;
        let old = connection.take();
        let work = async {
            if let Some(mut old) = old
                && let Ok(done) = work(&mut old).await
            {
                return Ok((done, old));
            }
            let mut new = server.connect().await?;
            Ok((work(&mut new).await?, new))
        };
        let done = runtime.block_on(async { timeout(MAX_TIME, work).await });
        let (done, used) = done.map_err(|_| anyhow!("it did not answer in time"))?.map_err(explain)?;
        *connection = Some(used);
        Ok(done)
    }

    fn scan(&mut self, cursor: u64) -> Result<(u64, Vec<String>)> {
        let mut scan = redis::cmd("SCAN");
        scan.arg(cursor).arg("MATCH").arg([ClaimStoreKind::REDIS_KEY, ":*"].concat()).arg("COUNT").arg(PAGE);
        let route = Route::with_key(ClaimStoreKind::REDIS_KEY, SlotAddr::Master);
        let value = self.work(async |connection| match connection {
            Connection::One(one) => one.req_packed_command(&scan).await,
            Connection::Cluster(cluster) => {
                let route = RoutingInfo::SingleNode(SingleNodeRoutingInfo::SpecificNode(route));
                cluster.route_command(scan.clone(), route).await
            }
        })?;
        Ok(redis::from_redis_value(value)?)
    }

    fn ids(&mut self) -> Result<Vec<String>> {
        let (mut ids, mut cursor) = (Vec::new(), 0);
        loop {
            let (next, keys) = self.scan(cursor)?;
            ids.extend(keys.iter().filter_map(|key| key.rsplit(':').next().map(str::to_owned)));
            cursor = next;
            if cursor == 0 {
                break;
            }
        }
        // A scan may name a key twice.
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}

impl Store for RedisStore {
    fn create(&mut self) -> Result<()> {
        self.send::<String>([call(ClaimStatement::Create, "", &[])]).map(drop)
    }

    fn start(&mut self) -> Result<()> {
        self.send::<Vec<Option<u64>>>([call(ClaimStatement::Find, "", &[])]).map(drop)
    }

    fn answer(&mut self, asks: &[Ask]) -> Result<Vec<Answer>> {
        let calls = asks.iter().map(|ask| match ask {
            Ask::Claim { id, values } => call(ClaimStatement::Claim, &id.to_string(), values),
            Ask::Look { id } => call(ClaimStatement::Find, &id.to_string(), &[]),
        });
        let results = self.send::<redis::Value>(calls)?;
        let answers = asks.iter().zip(results).map(|(ask, result)| match ask {
            Ask::Look { .. } => Ok(Answer::looked(record(redis::from_redis_value(result)?)?)),
            Ask::Claim { .. } => answer(redis::from_redis_value(result)?),
        });
        answers.collect()
    }

    fn find(&mut self, id: LinkId) -> Result<Option<ClaimRecord>> {
        let mut found = self.send([call(ClaimStatement::Find, &id.to_string(), &[])])?;
        record(found.pop().context(UNREADABLE)?)
    }

    fn list(&mut self, each: &mut dyn FnMut(Entry) -> Result<()>) -> Result<()> {
        self.start()?;
        for ids in self.ids()?.chunks(PAGE) {
            let found = self.send::<Vec<_>>(ids.iter().map(|id| call(ClaimStatement::Find, id, &[])))?;
            for (id, found) in ids.iter().zip(found) {
                if let Some(record) = record(found)? {
                    each((LinkId::parse(id).context("a key has no id of a link")?, record))?;
                }
            }
        }
        Ok(())
    }

    fn revoke(&mut self, id: LinkId, now: u64) -> Result<()> {
        let values = ClaimPolicy::revocation_values(now);
        self.send::<i64>([call(ClaimStatement::Revoke, &id.to_string(), &values)]).map(drop)
    }

    fn forget(&mut self, id: LinkId) -> Result<bool> {
        let forgotten = self.send::<i64>([call(ClaimStatement::Forget, &id.to_string(), &[])])?;
        Ok(forgotten == [1])
    }

    fn purge(&mut self, _now: u64) -> Result<u64> {
        // Each key has an expiry.
        Ok(0)
    }
}

const UNREADABLE: &str = "it gave another answer than a claim store gives";

/// The answer of the claim script's number.
fn answer(taps: i64) -> Result<Answer> {
    match Answer::claimed(taps) {
        Answer { claim: Claim::Unavailable, .. } => bail!(NO_STORE),
        answer => Ok(answer),
    }
}

fn record(values: Vec<Option<u64>>) -> Result<Option<ClaimRecord>> {
    match values[..] {
        [] => Ok(None),
        [Some(claimed_at), Some(taps), revoked_at] => Ok(Some(ClaimRecord { claimed_at, taps, revoked_at })),
        _ => bail!(UNREADABLE),
    }
}

/// The fix beside the server's word for an error.
fn explain(error: RedisError) -> Error {
    match error.code() {
        Some("NOSTORE") => anyhow!(NO_STORE),
        _ => Error::from(error),
    }
}

impl Server {
    fn new(RedisAddress { servers, tls, username }: RedisAddress, password: Option<Zeroizing<String>>) -> Result<Self> {
        if tls {
            // An error means that there is one already.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        let address = |host| address(host, tls);
        let password = password.as_ref().map(|password| password.as_str());
        match servers {
            Servers::One { host, database } => {
                let mut login = RedisConnectionInfo::default().set_db(database);
                login = username.iter().fold(login, RedisConnectionInfo::set_username);
                login = password.iter().fold(login, RedisConnectionInfo::set_password);
                let info = address(host).into_connection_info()?.set_redis_settings(login);
                Ok(Self::One(Client::open(info)?.into()))
            }
            Servers::Sentinels { hosts, name, database } => {
                let sentinels = hosts.into_iter().map(address);
                let mut builder = SentinelClientBuilder::new(sentinels, name, SentinelServerType::Master)?
                    .set_client_to_redis_db(database);
                if tls {
                    builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure);
                }
                builder = username.iter().fold(builder, SentinelClientBuilder::set_client_to_redis_username);
                builder = password.iter().fold(builder, SentinelClientBuilder::set_client_to_redis_password);
                Ok(Self::Sentinels(builder.build()?.into()))
            }
            Servers::Cluster { hosts } => {
                let mut builder = ClusterClient::builder(hosts.into_iter().map(address))
                    .connection_timeout(STEP_TIME)
                    .response_timeout(STEP_TIME)
                    .retries(2);
                builder = username.iter().fold(builder, ClusterClientBuilder::username);
                builder = password.iter().fold(builder, ClusterClientBuilder::password);
                Ok(Self::Cluster(builder.build()?.into()))
            }
        }
    }

    async fn connect(&mut self) -> RedisResult<Connection> {
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(STEP_TIME)).set_response_timeout(Some(STEP_TIME));
        match self {
            Self::One(client) => {
                client.get_multiplexed_async_connection_with_config(&config).await.map(Connection::One)
            }
            Self::Sentinels(client) => client.get_async_connection_with_config(&config).await.map(Connection::One),
            Self::Cluster(client) => client.get_async_connection().await.map(Connection::Cluster),
        }
    }
}

fn address((host, port): Host, tls: bool) -> ConnectionAddr {
    if tls {
        ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None }
    } else {
        ConnectionAddr::Tcp(host, port)
    }
}
