"""Early media: a caller that waits hears the file, and nothing from the answer on."""

import contextlib
import random
import re
import select
import socket
import struct
import time
import wave

import pytest

from phone import Answer
from programs import LOOPBACK, free_port
from scene import Answering

RATE = 8000


def a_law(byte: int) -> float:
    """ITU-T G.711, table 1a: the amplitude of a byte, of 16 bits."""
    byte ^= 0x55
    segment, step = byte >> 4 & 7, byte & 15
    amplitude = step + 0.5 if segment == 0 else (step + 16.5) * 2 ** (segment - 1)
    return amplitude * (16 if byte & 0x80 else -16)


def mu_law(byte: int) -> float:
    """ITU-T G.711, table 2a."""
    segment, step = ~byte >> 4 & 7, ~byte & 15
    amplitude = (step + 16.5) * 2**segment - 16.5
    return amplitude * (8 if byte & 0x80 else -8)


def correlation(a, b) -> float:
    """1 for the same sound at any volume, about 0 for two sounds."""
    product = sum(x * y for x, y in zip(a, b, strict=True))
    return product / (sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5


class Caller:
    """A caller with a port for SIP and one for sound."""

    def __init__(self, proxy):
        self.proxy = proxy
        self.sip, self.media = (socket.socket(type=socket.SOCK_DGRAM) for _ in range(2))
        for each in (self.sip, self.media):
            each.bind((LOOPBACK, 0))
            each.setblocking(False)
        self.port = self.media.getsockname()[1]
        # Of each datagram on the port for sound: the sender and the bytes.
        self.heard = []
        # The statuses of all answers to the INVITE.
        self.answers = []

    def stop(self) -> None:
        self.sip.close()
        self.media.close()

    def invite(self, user: str, audio: str, *lines: str) -> None:
        """Calls `user` with an offer of `audio`, a transport and its payload types."""
        head = ["v=0", f"o=- 1 1 IN IP4 {LOOPBACK}", "s=-", f"c=IN IP4 {LOOPBACK}", "t=0 0"]
        offer = "\r\n".join([*head, f"m=audio {self.port} {audio}", *lines, ""])
        here = f"{LOOPBACK}:{self.sip.getsockname()[1]}"
        self.uri = f"sip:{user}@{LOOPBACK}:{self.proxy[1]}"
        self.branch = f"SIP/2.0/UDP {here};branch=z9hG4bK{time.time_ns()}"
        self.head = f"From: <sip:alice@{LOOPBACK}>;tag=1\r\nCall-ID: {time.time_ns()}@{here}\r\nMax-Forwards: 70\r\n"
        headers = f"Contact: <sip:alice@{here}>\r\nContent-Type: application/sdp\r\n"
        self._send("INVITE", f"To: <{self.uri}>", headers, offer)

    def cancel(self) -> None:
        self._send("CANCEL", f"To: <{self.uri}>")

    def _send(self, method: str, to: str, headers: str = "", body: str = "") -> None:
        head = f"{method} {self.uri} SIP/2.0\r\nVia: {self.branch}\r\n{self.head}{to}\r\nCSeq: 1 {method}\r\n{headers}"
        self.sip.sendto(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode(), self.proxy)

    def wait(self, *statuses: int, seconds: float = 8) -> Answer:
        """The first answer to the INVITE with one of these statuses, and all sound up to it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            select.select([self.sip, self.media], [], [], 0.1)
            self.listen()
            answer = self._receive()
            if answer and answer.status in statuses:
                # What went out before the answer is here.
                self.listen()
                return answer
        raise AssertionError(f"none of {statuses} but {self.answers}")

    def _receive(self) -> Answer | None:
        """The next answer to the INVITE, if it is there."""
        try:
            answer = Answer(self.sip.recv(65536).decode())
        except BlockingIOError:
            return None
        if answer.header("CSeq") != "1 INVITE":
            return None
        self.answers.append(answer.status)
        if answer.status >= 300:
            self._send("ACK", f"To: {answer.header('To')}")
        return answer

    def listen(self, seconds: float = 0) -> None:
        """Takes what is heard for some time."""
        time.sleep(seconds)
        with contextlib.suppress(BlockingIOError):
            while True:
                self.heard.append(self.media.recvfrom(65536))


@pytest.fixture
def caller(started):
    """Starts a caller: `caller(scene)`."""
    return lambda scene: started(Caller(scene.proxy))


@pytest.fixture
def sound():
    """0.7 s of low noise, in which no part is like another."""
    noise = random.Random(11)
    level, samples = 0.0, []
    for _ in range(RATE * 7 // 10):
        level = 0.9 * level + noise.uniform(-2500, 2500)
        samples.append(int(level))
    return samples


@pytest.fixture
def early_media(tmp_path, sound):
    """The daemon's entries for `sound`."""
    file = tmp_path / "sound.wav"
    with wave.open(str(file), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(struct.pack(f"<{len(sound)}h", *sound))
    file.chmod(0o644)
    first = free_port() & ~1
    return {"file": file, "ports": f"{first}-{first + 100}"}


def check_progress(answer: Answer, heard, payload_type: int) -> None:
    """That the sound comes from where the answer says, and in its format."""
    media = re.search(r"^m=audio (\d+) RTP/AVP (\d+)\r$", answer.text, re.MULTILINE)
    assert media, answer.text
    assert f"\r\nc=IN IP4 {LOOPBACK}\r\n" in answer.text
    assert "\r\na=sendonly\r\n" in answer.text
    assert int(media[2]) == payload_type
    assert {sender for _, sender in heard} == {(LOOPBACK, int(media[1]))}
    # RTP of version 2 with 20 ms of sound.
    assert {(packet[0], packet[1] & 0x7F, len(packet)) for packet, _ in heard} == {(0x80, payload_type, 172)}


@pytest.mark.parametrize(
    ("audio", "payload_type", "decode"),
    [("RTP/AVP 8 0", 8, a_law), ("RTP/AVP 0 8", 0, mu_law)],
    ids=["PCMA", "PCMU"],
)
def test_the_caller_hears_the_file(scene, caller, sound, early_media, audio, payload_type, decode):
    parts = scene(wait=3, early_media=early_media)
    parts.store("bob")
    alice = caller(parts)
    alice.invite("bob", audio)
    progress = alice.wait(183)
    assert alice.wait(480, 183).status == 480
    heard = list(alice.heard)
    check_progress(progress, heard, payload_type)

    # 3 s are 150 packets; a busy machine leaves some out.
    assert 100 <= len(heard) <= 152
    start = struct.unpack_from("!I", heard[0][0], 4)[0]
    listened, played = [], []
    for packet, _ in heard:
        place = (struct.unpack_from("!I", packet, 4)[0] - start) % 2**32
        listened += map(decode, packet[12:])
        played += [sound[(place + index) % len(sound)] for index in range(160)]
    assert correlation(listened, played) > 0.999
    # The same sound a little later is another one: the check can fail.
    assert correlation(listened[80:], played[:-80]) < 0.5

    alice.listen(0.3)
    assert len(alice.heard) == len(heard)
    assert parts.pushd.metric("early_media_streams") == 0
    assert parts.pushd.metric("early_media_total", result="started") == 1


def test_the_sound_ends_when_the_caller_gives_up(scene, caller, early_media):
    parts = scene(wait=8, early_media=early_media)
    parts.store("bob")
    alice = caller(parts)
    alice.invite("bob", "RTP/AVP 8")
    alice.wait(183)
    alice.listen(0.5)
    alice.cancel()
    alice.wait(487)
    heard = len(alice.heard)
    assert heard > 10
    alice.listen(0.3)
    assert len(alice.heard) == heard


def test_the_sound_ends_before_the_phone_rings(scene, caller, early_media):
    parts = scene(wait=8, early_media=early_media)
    Answering(parts, delay=0.7).add("bob")
    alice = caller(parts)
    alice.invite("bob", "RTP/AVP 0")
    alice.wait(183)
    alice.wait(180)
    heard = len(alice.heard)
    assert heard > 10
    alice.wait(200)
    alice.listen(0.3)
    assert len(alice.heard) == heard


def check_own_ringback(alice: Caller, audio: str, *lines: str) -> None:
    alice.invite("bob", audio, *lines)
    answer = alice.wait(180, 183)
    assert answer.status == 180
    assert "m=audio" not in answer.text
    alice.listen(0.3)
    assert alice.heard == []


def test_an_offer_without_a_use_for_the_file_gets_a_180(scene, caller, early_media):
    parts = scene(early_media=early_media)
    parts.store("bob")
    for audio, *lines in [
        ("RTP/SAVP 8",),
        ("RTP/AVP 18",),
        ("RTP/AVP 8", "a=inactive"),
        ("RTP/AVP 8", "c=IN IP4 239.1.2.3"),
    ]:
        check_own_ringback(caller(parts), audio, *lines)
    assert parts.pushd.metric("early_media_total", result="unusable_offer") == 4


def test_without_a_file_the_caller_makes_its_own_ringback(scene, caller):
    parts = scene()
    parts.store("bob")
    check_own_ringback(caller(parts), "RTP/AVP 8")
