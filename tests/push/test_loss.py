"""Networks that lose datagrams, and senders that mean harm."""

import random
import re
import socket
from pathlib import Path

import pytest

from programs import LOOPBACK, wait_until
from relay import Relay
from scene import Answering

TORTURE = Path(__file__).parents[2] / "crates/siplaunch-push/tests/sip/rfc4475"
# The memory that a daemon may take for what it has not refused, in KiB.
GROWTH = 4096


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_call_is_lost_when_a_tenth_of_the_datagrams_is(scene, seed):
    relay = Relay(loss=0.1, seed=seed)
    scene = scene(wait=12, relay=relay)
    phones = Answering(scene)
    users = [f"user{number}" for number in range(100)]
    tokens = [phones.add(user) for user in users]
    scene.call_each(users, rate=25, seconds=40).wait()
    assert min(relay.dropped, relay.doubled, relay.delayed) > 20
    assert all(len(scene.pushes(token)) == 1 for token in tokens)


class Sender:
    """A socket that sends to the daemon, from the proxy's machine or another."""

    def __init__(self, server, address: str = LOOPBACK):
        self.server = server
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.here = f"{address}:{self.socket.getsockname()[1]}"
        self.socket.settimeout(1)

    def send(self, message: bytes | str) -> None:
        self.socket.sendto(message.encode() if isinstance(message, str) else message, self.server)

    def request(self, method: str, headers=(), body: str = "", call_id: str = "x") -> str:
        lines = [
            f"{method} sip:bob@{LOOPBACK} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.here};branch=z9hG4bK{random.getrandbits(60)}",
            "Max-Forwards: 70",
            f"From: <sip:alice@{LOOPBACK}>;tag=1",
            *([] if any(header.startswith("To:") for header in headers) else [f"To: <sip:bob@{LOOPBACK}>"]),
            f"Call-ID: {call_id}",
            f"CSeq: 1 {method}",
            f"Contact: <sip:alice@{self.here}>",
            *headers,
            f"Content-Length: {len(body)}",
            "",
            body,
        ]
        return "\r\n".join(lines)

    def receive(self) -> str | None:
        try:
            return self.socket.recv(65536).decode(errors="replace")
        except TimeoutError:
            return None

    def stop(self) -> None:
        self.socket.close()


def torture() -> list[bytes]:
    messages = [path.read_bytes() for path in sorted(TORTURE.glob("*.dat"))]
    assert len(messages) == 49
    return messages


def answers_options(sender: Sender) -> bool:
    """Whether the daemon still answers."""
    sender.send(sender.request("OPTIONS", call_id="alive"))
    while message := sender.receive():
        if "Call-ID: alive" in message and message.startswith("SIP/2.0 200"):
            return True
    return False


def hostile_datagrams() -> list[bytes]:
    """RFC 4475's messages, each also cut short and with bytes changed; random bytes; datagrams of the largest size."""
    chance = random.Random(4475)
    datagrams = []
    for message in torture():
        datagrams.append(message)
        for _ in range(20):
            changed = bytearray(message)
            for _ in range(chance.randint(1, 8)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            datagrams.append(bytes(changed))
            datagrams.append(message[: chance.randrange(len(message))])
    datagrams += [chance.randbytes(chance.randrange(1, 1500)) for _ in range(1000)]
    largest = 65507
    head = f"INVITE sip:bob@{LOOPBACK} SIP/2.0\r\nVia: SIP/2.0/UDP {LOOPBACK}:9;branch=z9hG4bKlarge\r\n".encode()
    for filler in (b"X: y\r\n", b"Via: SIP/2.0/UDP 1.2.3.4;branch=z9hG4bK1\r\n", b" ", b"\r\n", b"\0", b"a", b"<", b'"\\'):
        datagrams.append((head + filler * largest)[:largest])
        datagrams.append((filler * largest)[:largest])
    return datagrams


def test_hostile_datagrams_change_nothing(scene, started):
    scene = scene(wait=3)
    token = scene.store("bob")
    sender = started(Sender(scene.pushd.sip))
    datagrams = hostile_datagrams()

    def storm() -> int:
        for number, datagram in enumerate(datagrams):
            sender.send(datagram)
            if number % 50 == 0:
                # At a pace that the daemon's socket takes.
                assert answers_options(sender)
        return scene.pushd.program.resident_kib()

    # The first one warms the daemon's buffers up.
    storm()
    before = scene.pushd.program.resident_kib()
    assert max(storm() for _ in range(3)) - before < GROWTH
    assert scene.stand_in.pushes(token=token) == []
    assert scene.pushd.metric("waiting_calls") == 0
    assert scene.pushd.program.alive()
    assert answers_options(sender)


REGINFO = (
    '<?xml version="1.0"?><reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="9" state="full">'
    '<registration aor="sip:bob@127.0.0.1" id="1" state="active"><contact id="2" state="active" event="registered">'
    "<uri>sip:bob@127.0.0.1:9</uri></contact></registration></reginfo>"
)


def test_a_spoofed_notify_changes_nothing(scene, started):
    scene = scene(wait=3)
    scene.store("bob")
    capture = scene.capture()
    caller = scene.call("bob", scenario="rejected", status=480)
    wait_until(lambda: scene.pushd.metric("waiting_calls") == 1, 3, "the call waits")
    capture.stop()
    subscribe = next(packet for packet in capture.packets() if packet.method == "SUBSCRIBE")
    call_id, tag = subscribe.header("Call-ID"), subscribe.header("From")
    event = ["Event: reg", "Subscription-State: active;expires=60", "Content-Type: application/reginfo+xml"]
    guess = re.sub(r"tag=[^;>]+", "tag=guessed", tag)
    # The right subscription from another port; the right Call-ID with another tag; another Call-ID.
    for spoofed_id, spoofed_tag in ((call_id, tag), (call_id, guess), ("other", tag)):
        sender = started(Sender(scene.pushd.sip))
        sender.send(sender.request("NOTIFY", [f"To: {spoofed_tag}", *event], REGINFO, spoofed_id))
        sender.receive()
    # 480 at the wait time: the call was neither deflected nor ended.
    caller.wait()
    assert scene.pushd.metric("calls_total", result="deflected") == 0
    assert scene.pushd.metric("calls_total", result="unavailable") == 1


def test_an_untrusted_sender_wakes_nobody_and_hears_nothing(scene, started):
    scene = scene(wait=3)
    token = scene.store("bob")
    stranger = started(Sender(scene.pushd.sip, "127.0.0.66"))
    parameter = f"P-App-Param: caller=alice;callee=bob;domain={LOOPBACK};expiration=3"
    stranger.send(stranger.request("INVITE", [parameter]))
    stranger.send(stranger.request("OPTIONS"))
    assert stranger.receive() is None
    assert scene.stand_in.pushes(token=token) == []
    assert scene.pushd.metric("waiting_calls") == 0
    # The same from the proxy's address is a call.
    proxy = started(Sender(scene.pushd.sip))
    proxy.send(proxy.request("INVITE", [parameter], call_id="trusted"))
    assert proxy.receive().startswith("SIP/2.0 100")
