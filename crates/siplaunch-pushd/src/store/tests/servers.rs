//! The store on real servers of MariaDB and PostgreSQL.

use super::{
    server::{Kind, Server},
    suite,
};
#[tokio::test]
#[ignore = "starts a MariaDB: make test-full"]
async fn mariadb() {
    all(Kind::MariaDb).await;
}

#[tokio::test]
#[ignore = "starts a PostgreSQL: make test-full"]
async fn postgresql() {
    all(Kind::PostgreSql).await;
}

async fn all(kind: Kind) {
    let server = Server::start(kind).await;
    suite::all(&suite::open(&server.url()).await).await;
}
