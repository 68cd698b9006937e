use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ipnet::IpNet;
use siplaunch_push::sip::{Frame, Framer, Peer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf},
    sync::{Semaphore, mpsc, watch},
    time::timeout,
};

use super::{sip_socket::is_trusted, switchboard::Command};

/// The most connections from proxies at once.
const MAX_CONNECTIONS: usize = 256;
/// A connection without a byte for so long is closed; RFC 5626's keep-alives come every two minutes.
const IDLE: Duration = Duration::from_secs(600);
const CONNECT: Duration = Duration::from_secs(4);
/// The time that a proxy may take to read.
const WRITE: Duration = Duration::from_secs(4);
/// The most messages that wait for a proxy to read.
const QUEUE: usize = 1024;

/// The TCP connections of the SIP face, seen from the switchboard.
pub(super) struct Tcp {
    open: HashMap<u64, (SocketAddr, mpsc::Sender<Vec<u8>>)>,
    commands: mpsc::UnboundedSender<Command>,
    ids: Arc<AtomicU64>,
}

impl Tcp {
    /// Accepts connections of trusted proxies in a task of its own.
    pub(super) fn accept(
        listener: TcpListener,
        trusted: watch::Receiver<Vec<IpNet>>,
        commands: mpsc::UnboundedSender<Command>,
    ) -> Self {
        let ids = Arc::new(AtomicU64::new(1));
        tokio::spawn(accept(listener, trusted, commands.clone(), Arc::clone(&ids)));
        Self { open: HashMap::new(), commands, ids }
    }

    pub(super) fn opened(&mut self, id: u64, peer: SocketAddr, writer: mpsc::Sender<Vec<u8>>) {
        self.open.insert(id, (peer, writer));
    }

    pub(super) fn closed(&mut self, id: u64) {
        self.open.remove(&id);
    }

    /// Sends over the connection of that number, or else one to that address, which is opened if there is none.
    pub(super) fn send(&mut self, to: SocketAddr, connection: Option<u64>, bytes: Vec<u8>) {
        let by_id = connection.and_then(|id| self.open.get(&id));
        let by_address = || self.open.values().find(|(peer, _)| *peer == to);
        if let Some((_, writer)) = by_id.or_else(by_address) {
            // A proxy that does not read loses messages, as over UDP.
            let _ = writer.try_send(bytes);
            return;
        }
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        let (writer, queue) = mpsc::channel(QUEUE);
        let _ = writer.try_send(bytes);
        self.open.insert(id, (to, writer));
        let commands = self.commands.clone();
        tokio::spawn(async move {
            if let Ok(Ok(stream)) = timeout(CONNECT, TcpStream::connect(to)).await {
                serve(stream, to, id, queue, commands).await;
            } else {
                let _ = commands.send(Command::TcpClosed(id));
            }
        });
    }
}

async fn accept(
    listener: TcpListener,
    trusted: watch::Receiver<Vec<IpNet>>,
    commands: mpsc::UnboundedSender<Command>,
    ids: Arc<AtomicU64>,
) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, peer)) = listener.accept().await else {
            // Without file descriptors, accepting again at once would spin.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        if !is_trusted(&trusted.borrow(), peer) {
            continue;
        }
        let id = ids.fetch_add(1, Ordering::Relaxed);
        let (writer, queue) = mpsc::channel(QUEUE);
        let _ = commands.send(Command::TcpOpened(id, peer, writer));
        let commands = commands.clone();
        tokio::spawn(async move {
            serve(stream, peer, id, queue, commands).await;
            drop(place);
        });
    }
}

/// Carries the messages of a connection both ways until it ends.
async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    id: u64,
    mut queue: mpsc::Receiver<Vec<u8>>,
    commands: mpsc::UnboundedSender<Command>,
) {
    let _ = stream.set_nodelay(true);
    let (reader, mut writer) = stream.into_split();
    let (pongs, mut pings) = mpsc::channel(1);
    let write = async {
        loop {
            let bytes = tokio::select! {
                message = queue.recv() => match message {
                    Some(message) => message,
                    None => return,
                },
                Some(()) = pings.recv() => b"\r\n".to_vec(),
            };
            match timeout(WRITE, writer.write_all(&bytes)).await {
                Ok(Ok(())) => {}
                _ => return,
            }
        }
    };
    tokio::select! {
        () = read(reader, Peer::Tcp(peer, Some(id)), &pongs, &commands) => {}
        () = write => {}
    }
    let _ = commands.send(Command::TcpClosed(id));
}

/// Reads messages until the connection ends, is idle, or cannot be split into messages any more.
async fn read(
    mut reader: OwnedReadHalf,
    from: Peer,
    pongs: &mpsc::Sender<()>,
    commands: &mpsc::UnboundedSender<Command>,
) {
    let mut framer = Framer::new();
    let mut buffer = vec![0; 16 << 10];
    while let Ok(Ok(len @ 1..)) = timeout(IDLE, reader.read(&mut buffer)).await {
        framer.push(&buffer[..len]);
        loop {
            match framer.poll_frame() {
                Ok(Some(Frame::Message(message))) => {
                    let _ = commands.send(Command::Sip(from, message));
                }
                Ok(Some(Frame::Ping)) => {
                    let _ = pongs.try_send(());
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
}
