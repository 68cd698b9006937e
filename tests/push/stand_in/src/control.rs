//! The control port: a test sends commands, one JSON value a line, and reads one line for each.
//!
//! | Command | Effect |
//! | --- | --- |
//! | `{"answer": {"token": "…", "with": [{"status": 503, "retry_after": 1}, {"fault": "go_away"}], "repeat": false}}` | The next pushes to the token are answered so, then rightly again; `repeat` keeps the last answer. The token `/token` means Google's token endpoint |
//! | `{"connections": {"service": "apns", "faults": ["untrusted", "reset", "hang"]}}` | The next connections to `apns`, `apns_sandbox` or `fcm` fail so |
//! | `{"max_concurrent_streams": 1}` | The limit of new connections |
//! | `"expire_provider_tokens"`, `"expire_access_tokens"` | All tokens up to now are expired |
//! | `"counts"` | The line has counts of pushes, connections, tokens and events |
//! | `"follow"` | Events come on this connection too |
//!
//! Answers have `status`, `reason`, `retry_after` (seconds), `timestamp_ms`, `delay_ms`, and `fault`: `go_away`,
//! `reset` or `hang`.

use std::sync::{Arc, atomic::Ordering};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::broadcast::{Receiver, error::RecvError},
};

use crate::{
    script::{Answer, ConnectionFault},
    serve::Service,
    state::State,
};

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Command {
    Answer {
        token: String,
        with: Vec<Answer>,
        #[serde(default)]
        repeat: bool,
    },
    Connections {
        service: Service,
        faults: Vec<ConnectionFault>,
    },
    MaxConcurrentStreams(u32),
    ExpireProviderTokens,
    ExpireAccessTokens,
    Counts,
    Follow,
}

/// Serves control connections for good.
pub(crate) async fn run(state: Arc<State>, listener: TcpListener) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let state = state.clone();
            // A test that ended has closed its connection.
            tokio::spawn(async move { drop(converse(state, stream).await) });
        }
    }
}

async fn converse(state: Arc<State>, mut stream: TcpStream) -> std::io::Result<()> {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    let mut events = None;
    loop {
        let line = tokio::select! {
            line = lines.next_line() => match line? {
                None => return Ok(()),
                Some(line) => format!("{}\n", obey(&state, &line, &mut events)),
            },
            event = next(&mut events) => event,
        };
        write.write_all(line.as_bytes()).await?;
    }
}

async fn next(events: &mut Option<Receiver<String>>) -> String {
    let Some(events) = events else { return std::future::pending().await };
    loop {
        match events.recv().await {
            Ok(line) => return line,
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

fn obey(state: &State, line: &str, events: &mut Option<Receiver<String>>) -> Value {
    let command = match serde_json::from_str(line) {
        Ok(command) => command,
        Err(error) => return json!({"event": "error", "message": error.to_string()}),
    };
    match command {
        Command::Answer { token, with, repeat } => state.script().answers(token, with, repeat),
        Command::Connections { service, faults } => state.script().connections(service, faults),
        Command::MaxConcurrentStreams(limit) => state.max_concurrent_streams.store(limit, Ordering::Relaxed),
        Command::ExpireProviderTokens => state.expire_provider_tokens(),
        Command::ExpireAccessTokens => state.expire_access_tokens(),
        Command::Counts => return json!({"event": "counts", "counts": state.counts()}),
        Command::Follow => *events = Some(state.events.follow()),
    }
    json!({"event": "ok"})
}
