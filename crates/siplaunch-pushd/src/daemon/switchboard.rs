use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use siplaunch_push::{
    Device, Mode, Push, Verdict,
    sip::{Agent, Arrival, Event, Peer, Progress},
    wake::{Action, CallId, PushId, Rejection, SearchId, Wakes},
};
use tokio::{sync::mpsc, time::sleep_until};
use tracing::{debug, info, warn};

use super::sip_socket::SipSockets;
use crate::{
    early_media::EarlyMedia,
    http::{Order, PushJob},
    metrics::{CallLabels, Metrics},
    provider::Providers,
    store::Store,
};

/// The time after the last call in which its answers are repeated for a proxy that missed them, when the daemon stops.
const LINGER: Duration = Duration::from_secs(1);
/// The longest time without a timer.
const IDLE: Duration = Duration::from_secs(3600);

/// What reaches the switchboard from other tasks.
pub(crate) enum Command {
    /// A message from a trusted proxy's TCP connection.
    Sip(Peer, Vec<u8>),
    TcpOpened(u64, std::net::SocketAddr, mpsc::Sender<Vec<u8>>),
    TcpClosed(u64),
    Devices(SearchId, Option<Vec<Device>>),
    Verdict(PushId, Verdict),
    Reload(Settings),
    /// The daemon stops: waiting calls end at once, or are waited out.
    Stop {
        drain: bool,
    },
}

/// What a reload replaces.
pub(crate) struct Settings {
    pub(crate) providers: Arc<Providers>,
    pub(crate) mode: Mode,
    pub(crate) wait: Duration,
    pub(crate) trusted: Vec<ipnet::IpNet>,
    pub(crate) early_media: Option<EarlyMedia>,
}

/// The task that owns all calls.
pub(crate) struct Switchboard {
    pub(super) sip: Option<(Agent, SipSockets)>,
    pub(super) wakes: Wakes,
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) metrics: Arc<Metrics>,
    pub(super) commands: mpsc::UnboundedSender<Command>,
    /// The offers of calls that may get early media.
    pub(super) offers: HashMap<CallId, Vec<u8>>,
    pub(super) stopping: bool,
}

impl Switchboard {
    /// Runs until the daemon stops and the last call ended.
    pub(crate) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>, mut orders: mpsc::Receiver<Order>) {
        let mut end = None;
        loop {
            let due = self.due(end);
            tokio::select! {
                () = readable(self.sip.as_ref()) => self.receive(),
                Some(command) = inbox.recv() => self.take(Instant::now(), command),
                Some(order) = orders.recv() => self.obey(Instant::now(), order),
                () = sleep_until(due.into()) => {}
            }
            let now = Instant::now();
            self.with_agent(|agent| agent.handle_timeout(now));
            self.wakes.handle_timeout(now);
            self.pump(now);
            if self.stopping && self.wakes.is_empty() && *end.get_or_insert(now + LINGER) <= now {
                return;
            }
        }
    }

    /// When the next timer is due, or the end.
    fn due(&self, end: Option<Instant>) -> Instant {
        let sip = self.sip.as_ref().and_then(|(agent, _)| agent.poll_timeout());
        let due = [sip, self.wakes.poll_timeout(), end].into_iter().flatten().min();
        due.unwrap_or_else(|| Instant::now() + IDLE)
    }

    fn receive(&mut self) {
        let Some((agent, sockets)) = &mut self.sip else { return };
        self.metrics.untrusted_messages.inc_by(sockets.receive(agent));
    }

    fn take(&mut self, now: Instant, command: Command) {
        match command {
            Command::Sip(from, bytes) => self.with_agent(|agent| agent.receive(now, from, &bytes)),
            Command::TcpOpened(id, peer, writer) => {
                if let Some((_, sockets)) = &mut self.sip {
                    sockets.tcp.opened(id, peer, writer);
                }
            }
            Command::TcpClosed(id) => {
                if let Some((_, sockets)) = &mut self.sip {
                    sockets.tcp.closed(id);
                }
            }
            Command::Devices(search, devices) => self.wakes.devices(now, search, devices),
            Command::Verdict(id, verdict) => self.wakes.verdict(now, id, verdict),
            Command::Reload(settings) => self.reload(settings),
            Command::Stop { drain } => self.stop(drain),
        }
    }

    fn obey(&mut self, now: Instant, order: Order) {
        match order {
            Order::Push(PushJob { push, devices }) => {
                let devices = devices.into_iter().map(|stored| stored.device).collect();
                self.wakes.push(now, push, devices, self.settings.wait);
            }
            Order::Registered(callee) => self.wakes.registered(&callee),
        }
    }

    fn reload(&mut self, settings: Settings) {
        if let Some((_, sockets)) = &mut self.sip {
            sockets.trusted.send_replace(settings.trusted.clone());
        }
        let old = std::mem::replace(&mut self.settings, settings);
        if let (Some(media), Some(old)) = (&mut self.settings.early_media, old.early_media) {
            media.take_over(old);
        }
    }

    fn stop(&mut self, drain: bool) {
        self.stopping = true;
        if !drain {
            self.wakes.reject_all();
        }
    }

    /// Carries what happened from the agent to the wake-ups, and back, until nothing is left to do.
    fn pump(&mut self, now: Instant) {
        while let Some(event) = self.sip.as_mut().and_then(|(agent, _)| agent.poll_event()) {
            self.event(now, event);
        }
        while let Some(action) = self.wakes.poll_action() {
            self.act(now, action);
        }
        if let Some((agent, sockets)) = &mut self.sip {
            while let Some(transmit) = agent.poll_transmit() {
                sockets.send(transmit);
            }
        }
        self.metrics.waiting_calls.set(self.wakes.len().try_into().unwrap_or(i64::MAX));
    }

    fn event(&mut self, now: Instant, event: Event) {
        match event {
            Event::Arrived(call, arrival) => self.arrived(now, call, *arrival),
            Event::Subscribed(call) => self.wakes.subscribed(now, call),
            Event::Registration(call, registration) => self.wakes.registration(now, call, &registration),
            Event::SubscriptionFailed(call) => self.wakes.subscription_failed(call),
            Event::Cancelled(call) => {
                debug!(call = call.0, "call_cancelled");
                self.ended(call, "cancelled");
                self.wakes.cancelled(call);
            }
        }
    }

    fn arrived(&mut self, now: Instant, call: CallId, mut arrival: Arrival) {
        debug!(call = call.0, "call_arrived");
        if self.stopping {
            return self.reject(now, call, Rejection::Busy);
        }
        arrival.wait = arrival.wait.min(self.settings.wait);
        let offer = std::mem::take(&mut arrival.offer);
        if self.settings.early_media.is_some() && !offer.is_empty() {
            self.offers.insert(call, offer);
        }
        self.wakes.arrived(now, call, arrival, self.settings.mode);
    }

    fn act(&mut self, now: Instant, action: Action) {
        match action {
            Action::Subscribe(call) => self.with_agent(|agent| agent.subscribe(now, call)),
            Action::Unsubscribe(call) => self.with_agent(|agent| agent.unsubscribe(now, call)),
            Action::Progress(call) => self.progress(now, call),
            Action::FindDevices { search, callee } => self.find_devices(search, callee),
            Action::Push { id, device, push, deadline } => self.push(id, device, push, deadline),
            Action::DropDevice { device, dead_since } => self.drop_device(device, dead_since),
            Action::Deflect { call, woken_after } => self.deflect(now, call, woken_after),
            Action::Reject(call, why) => self.reject(now, call, why),
            _ => {}
        }
    }

    fn with_agent(&mut self, act: impl FnOnce(&mut Agent)) {
        if let Some((agent, _)) = &mut self.sip {
            act(agent);
        }
    }

    fn progress(&mut self, now: Instant, call: CallId) {
        let answer =
            self.offers.remove(&call).and_then(|offer| self.settings.early_media.as_mut()?.start(call, &offer));
        let progress = answer.map_or(Progress::Ringing, Progress::EarlyMedia);
        self.with_agent(|agent| agent.progress(now, call, progress));
    }

    fn deflect(&mut self, now: Instant, call: CallId, woken_after: Option<Duration>) {
        if let Some(after) = woken_after {
            self.metrics.wake_duration.observe(after.as_secs_f64());
        }
        let woken_after_ms = woken_after.map(|after| u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
        info!(call = call.0, woken_after_ms, "call_deflected");
        self.ended(call, "deflected");
        self.with_agent(|agent| agent.deflect(now, call));
    }

    fn reject(&mut self, now: Instant, call: CallId, why: Rejection) {
        let result = match why {
            Rejection::Unavailable => "unavailable",
            Rejection::SubscriptionFailed => "subscription_failed",
            Rejection::Busy => "busy",
        };
        info!(call = call.0, result, "call_rejected");
        self.ended(call, result);
        self.with_agent(|agent| agent.reject(now, call, why));
    }

    /// What each end of a call has in common. Early media stops before the answer.
    fn ended(&mut self, call: CallId, result: &'static str) {
        self.offers.remove(&call);
        if let Some(media) = &mut self.settings.early_media {
            media.stop(call);
        }
        self.metrics.calls.get_or_create(&CallLabels { result }).inc();
    }

    fn find_devices(&self, search: SearchId, callee: String) {
        let (store, commands) = (self.store.clone(), self.commands.clone());
        tokio::spawn(async move {
            let found = store.devices(&callee).await;
            if let Err(error) = &found {
                warn!(%error, "devices_not_found");
            }
            let devices = found.ok().map(|all| all.into_iter().map(|stored| stored.device).collect());
            let _ = commands.send(Command::Devices(search, devices));
        });
    }

    fn push(&self, id: PushId, device: Arc<Device>, push: Arc<Push>, deadline: Instant) {
        let (providers, commands) = (Arc::clone(&self.settings.providers), self.commands.clone());
        tokio::spawn(async move {
            let verdict = providers.push(&device, &push, deadline).await;
            let _ = commands.send(Command::Verdict(id, verdict));
        });
    }

    fn drop_device(&self, device: Arc<Device>, dead_since: Option<u64>) {
        let store = self.store.clone();
        tokio::spawn(async move {
            match store.drop_dead(&device, dead_since).await {
                Ok(dropped) => info!(dropped, "device_dead"),
                Err(error) => warn!(%error, "device_not_dropped"),
            }
        });
    }
}

async fn readable(sip: Option<&(Agent, SipSockets)>) {
    match sip {
        Some((_, sockets)) => sockets.readable().await,
        None => std::future::pending().await,
    }
}
