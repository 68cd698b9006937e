//! One thread that sends the packets of all streams, each at its time.

use std::{
    io::{self, ErrorKind},
    net::UdpSocket,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use prometheus_client::metrics::counter::Counter;
use siplaunch_push::media::{MAX_PACKET_LEN, Stream};

/// The thread wakes this often while a stream plays: a packet is late by no more.
const TICK: Duration = Duration::from_millis(5);

/// A caller may open its port as late as the answer arrives. From then on, a refusal means that nobody listens.
const REFUSAL_GRACE: Duration = Duration::from_secs(2);

/// The thread. It ends after the last stream when the `Pacer` is dropped.
pub(super) struct Pacer {
    started: mpsc::Sender<Arc<Player>>,
}

/// A stream that plays until this is dropped: no packet goes out after that.
pub(super) struct Playing(Arc<Player>);

/// A stream and its socket, as long as it plays.
struct Player(Mutex<Option<Live>>);

struct Live {
    stream: Stream,
    /// Connected to the receiver, non-blocking.
    socket: UdpSocket,
    /// From here on, a receiver that refuses packets gets no more.
    refusals_count: Instant,
}

impl Pacer {
    pub(super) fn new(send_errors: Counter) -> io::Result<Self> {
        let (started, inbox) = mpsc::channel();
        thread::Builder::new().name("early-media".into()).spawn(move || run(&inbox, &send_errors))?;
        Ok(Self { started })
    }

    /// Plays a stream from now on to the peer of a connected, non-blocking socket; `None` if the thread is gone.
    pub(super) fn play(&self, stream: Stream, socket: UdpSocket) -> Option<Playing> {
        let refusals_count = stream.due() + REFUSAL_GRACE;
        let player = Arc::new(Player(Mutex::new(Some(Live { stream, socket, refusals_count }))));
        self.started.send(Arc::clone(&player)).ok()?;
        Some(Playing(player))
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        *self.0.live() = None;
    }
}

impl Player {
    fn live(&self) -> MutexGuard<'_, Option<Live>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the packet that is due, and returns whether the stream still plays.
    fn send_due(&self, now: Instant, packet: &mut Vec<u8>, send_errors: &Counter) -> bool {
        let mut live = self.live();
        let Some(Live { stream, socket, refusals_count }) = &mut *live else { return false };
        if !stream.poll(now, packet) {
            return true;
        }
        let Err(error) = socket.send(packet) else { return true };
        send_errors.inc();
        if error.kind() == ErrorKind::ConnectionRefused && now > *refusals_count {
            *live = None;
        }
        live.is_some()
    }
}

fn run(inbox: &mpsc::Receiver<Arc<Player>>, send_errors: &Counter) {
    let mut players = Vec::new();
    let mut packet = Vec::with_capacity(MAX_PACKET_LEN);
    while let Ok(first) = inbox.recv() {
        players.push(first);
        let mut tick = Instant::now();
        while !players.is_empty() {
            players.extend(inbox.try_iter());
            players.retain(|player| player.send_due(Instant::now(), &mut packet, send_errors));
            let now = Instant::now();
            tick = now.max(tick + TICK);
            thread::sleep(tick - now);
        }
    }
}
