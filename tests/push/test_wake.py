"""A call wakes a sleeping phone: the handbook's twelve steps, asserted from one packet capture."""

import socket
from pathlib import Path

import pytest

from ladder import diagram
from phone import register
from programs import wait_until
from relay import Relay
from steps import STEPS, twelve

DOCS = Path(__file__).parents[2] / "docs/push.md"


@pytest.mark.parametrize("provider", ["apns", "fcm"])
def test_a_call_wakes_the_phone_in_twelve_steps(scene, provider):
    scene = scene()
    phone = scene.phone("bob", provider)
    capture = scene.capture(phone)
    call = scene.call("bob").wait()
    packets, ports = capture.packets(), scene.ports(phone, call, provider)
    assert len(twelve(packets, ports)) == len(STEPS) == 12
    assert phone.pushes == 1
    if provider == "apns":
        # The picture in the documentation is of such a call.
        shown = DOCS.read_text().split("```mermaid\n")[1].split("\n```")[0]
        assert sorted(shown.splitlines()) == sorted(diagram(packets, ports).splitlines())
    assert scene.pushd.metric("calls_total", result="deflected") == 1


def test_a_call_wakes_the_phone_with_sip_over_tcp(scene):
    scene = scene(transport="tcp")
    phone = scene.phone("bob")
    capture = scene.capture(phone)
    scene.call("bob").wait()
    scene.call("carol", scenario="rejected", status=480).wait()
    assert phone.pushes == 1
    assert scene.pushd.metric("calls_total", result="deflected") == 1
    datagrams = [packet for packet in capture.packets() if packet.kind == "udp"]
    assert any(packet.target == scene.proxy[1] for packet in datagrams)
    assert [packet.line for packet in datagrams if scene.server_port in (packet.source, packet.target)] == []


def test_the_order_fails_without_notify(scene):
    """The control: the same test, in a network that drops NOTIFY."""
    scene = scene(wait=3, relay=Relay(drop=lambda datagram: datagram.startswith(b"NOTIFY ")))
    phone = scene.phone("bob")
    capture = scene.capture(phone)
    call = scene.call("bob", scenario="rejected", status=480).wait()
    with pytest.raises(AssertionError, match="step 9 is missing"):
        twelve(capture.packets(), scene.ports(phone, call))


def test_a_phone_that_registers_before_the_push_is_called_without_one(scene):
    lost = []

    def lose_the_first_subscribe(datagram):
        if datagram.startswith(b"SUBSCRIBE ") and not lost:
            lost.append(datagram)
            return True
        return False

    scene = scene(relay=Relay(drop=lose_the_first_subscribe))
    token = scene.store("bob")
    call = scene.call("bob", seconds=6)
    wait_until(lambda: lost, 3, "the daemon subscribes")
    phone = scene.start(Ringing(scene.proxy))
    register(scene.proxy, "bob", phone.port)
    phone.expect_invite()
    assert scene.pushes(token) == []
    call.stop()


class Ringing:
    """A phone that takes a call, and says nothing."""

    def __init__(self, proxy):
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.bind((proxy[0], 0))
        self.socket.settimeout(3)
        self.port = self.socket.getsockname()[1]

    def expect_invite(self) -> None:
        assert self.socket.recv(65536).startswith(b"INVITE ")

    def stop(self) -> None:
        self.socket.close()
