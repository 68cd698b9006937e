"""All parts of a push wake-up: a proxy, the push daemon, stand-ins for the providers, phones."""

import json
import threading
import time
from pathlib import Path

import sipp as callers
from capture import Capture
from phone import Phone, register, sleep
from programs import LOOPBACK, free_port, wait_until
from proxy import DOMAIN, Kamailio
from pushd import TOKEN, Pushd
from relay import Relay
from stand_in import StandIn, apns_token, fcm_token
from steps import Ports


class Scene:
    """The parts of one test, started. `start` takes a part and ends it after the test.

    `mode` is the proxy's, `defines` go to its configuration; `wait` is the seconds that a call waits, `transport` that of
    SIP between proxy and daemon, `relay` a network between them, `options` the daemon's on its command line; other `entries` go to its configuration.
    """

    def __init__(
        self,
        start,
        folder: Path,
        *,
        mode: str = "as",
        wait: int = 4,
        transport: str = "udp",
        relay: Relay | None = None,
        options=(),
        defines=(),
        **entries,
    ):
        self.start = start
        self.folder = folder
        self.relay = relay
        self.wait = wait
        self.stand_in = start(StandIn(folder / "stand-in"))
        sip = {"advertise": f"{LOOPBACK}:{relay.port}"} if relay else {}
        self.pushd = Pushd(folder, self.stand_in, wait=f"{wait}s", **{"sip": sip, **entries})
        self.server_port = relay.port if relay else self.pushd.sip[1]
        http = f"http://{LOOPBACK}:{self.pushd.http[1]}"
        defines = {"SIPLAUNCH_PUSH_DAEMON": http, "SIPLAUNCH_PUSH_TOKEN": TOKEN, **dict(defines)}
        if mode == "as":
            defines |= {
                "SIPLAUNCH_PUSH_AS": f"sip:{LOOPBACK}:{self.server_port};transport={transport}",
                "SIPLAUNCH_PUSH_AS_SUBNETS": f"{LOOPBACK}/32",
                "SIPLAUNCH_PUSH_WAIT": wait,
                "SIPLAUNCH_PUSH_WAIT_MS": wait * 1000 + 3000,
            }
        else:
            defines |= {"SIPLAUNCH_PUSH_WAIT_MS": wait * 1000}
        self.kamailio = Kamailio(mode, folder, **defines)
        self.proxy = self.kamailio.address
        start(self.kamailio).start()
        if relay:
            start(relay).start(self.proxy, self.pushd.sip)
        start(self.pushd).start(*options)
        self._tokens = 0

    def token(self, provider: str = "apns") -> str:
        """A device token that no other phone has."""
        self._tokens += 1
        return fcm_token(self._tokens) if provider == "fcm" else apns_token(self._tokens)

    def parameters(self, provider: str, token: str) -> str:
        """RFC 8599's parameters of a Contact."""
        if provider == "fcm":
            return f";pn-provider=fcm;pn-param={self.stand_in.project_id};pn-prid={token}"
        topic = f"{self.stand_in.team_id}.{self.stand_in.topic}.voip"
        return f";pn-provider=apns;pn-param={topic};pn-prid={token}"

    def devices(self, user: str) -> list:
        """The stored devices of a subscriber."""
        status, body = self.pushd.request("GET", f"/devices?subscriber={user}@{DOMAIN}")
        assert status == 200, body
        return json.loads(body)

    def store(self, user: str, provider: str = "apns") -> str:
        """Stores a new device of `user`. The result is its token."""
        token = self.token(provider)
        app = self.stand_in.project_id if provider == "fcm" else self.stand_in.topic
        device = {"provider": provider, "purpose": "both" if provider == "fcm" else "calls", "app": app, "token": token}
        status, body = self.pushd.request("PUT", "/devices", device | {"subscriber": f"{user}@{DOMAIN}"})
        assert status == 200, body
        return token

    def phone(self, user: str, provider: str = "apns", *, answers: bool = True, delay: float = 0) -> Phone:
        """A phone that registered with its device once, and sleeps now. A push reaches it after `delay` seconds."""
        token = self.token(provider)
        sleeper = self.start(Phone(user, self.proxy[1], self.folder, token=token, answers=answers))
        known = len(self.devices(user))
        register(self.proxy, user, sleeper.port, parameters=self.parameters(provider, token))
        wait_until(lambda: len(self.devices(user)) > known, 3, "the device is stored")
        # The proxy publishes registrations to itself: two of them within milliseconds could pass each other.
        time.sleep(0.2)
        sleep(self.proxy, user)
        time.sleep(0.2)

        def deliver(event):
            threading.Timer(delay, sleeper.deliver, [json.dumps(event["payload"])]).start()

        self.on_push(token, deliver)
        return sleeper

    def on_push(self, token: str, hook) -> None:
        """Calls `hook(event)` for each push to the token that the provider takes."""

        def take(event):
            if event["event"] == "push" and event["token"] == token and event["status"] == 200:
                hook(event)

        self.stand_in.on_event(take)

    def pushes(self, token: str) -> list:
        """The pushes to a token that the provider took."""
        return self.stand_in.pushes(token=token, status=200)

    def call(self, user: str, **options) -> callers.Sipp:
        """Starts calls to `user`."""
        return self.start(callers.call(self.folder, self.proxy, user, **options))

    def call_each(self, users, **options) -> callers.Sipp:
        """Starts a call to each of `users`."""
        table = self.folder / "users.csv"
        table.write_text("SEQUENTIAL\n" + "".join(f"{user}\n" for user in users))
        arguments = ["-inf", table]
        return self.call("[field0]", calls=len(users), arguments=arguments, **options)

    def capture(self, *phones: Phone) -> Capture:
        """Captures what these phones, the proxy, the daemon and the providers say."""
        ports = [self.proxy[1], self.server_port, *self.provider_ports()]
        ports += [port for each in phones for port in (each.port, each.push_port)]
        return self.start(Capture(self.folder, ports, self.folder / "tls-keys")).start()

    def provider_ports(self) -> list[int]:
        return [int(url.rsplit(":", 1)[1]) for url in (self.stand_in.apns, self.stand_in.fcm)]

    def ports(self, sleeper: Phone, caller: callers.Sipp, provider: str = "apns") -> Ports:
        """Who listens where, for the twelve steps."""
        apns, fcm = self.provider_ports()
        return Ports(
            proxy=self.proxy[1],
            application_server=self.server_port,
            provider=fcm if provider == "fcm" else apns,
            phone=sleeper.port,
            phone_push=sleeper.push_port,
            caller=caller.port,
        )


class Answering:
    """Many phones that answer, without a program each: one sipp takes the calls of all."""

    def __init__(self, scene: Scene, *, delay: float = 0.0):
        self.scene = scene
        self.delay = delay
        self.port = free_port()
        self.sipp = scene.start(callers.Sipp("phone", scene.folder, port=self.port, seconds=120))

    def add(self, user: str, provider: str = "apns") -> str:
        """A device of `user` that registers `delay` seconds after a push. The result is its token."""
        token = self.scene.store(user, provider)
        self.scene.on_push(token, lambda _event: threading.Timer(self.delay, self._register, [user]).start())
        return token

    def _register(self, user: str) -> None:
        register(self.scene.proxy, user, self.port)
