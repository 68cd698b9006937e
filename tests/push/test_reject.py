"""A call that wakes nobody is answered in time, and nothing is pushed for a call that has ended."""

import time

import pytest

from programs import wait_until


def answer_time(capture, caller, status: int) -> float:
    """Seconds from the caller's INVITE to the answer with `status`."""
    packets = [packet for packet in capture.packets() if packet.kind == "udp"]
    sent = next(packet.time for packet in packets if packet.source == caller.port and packet.method == "INVITE")
    return next(packet.time for packet in packets if packet.target == caller.port and packet.status == status) - sent


@pytest.mark.parametrize("mode", ["as", "suspend"])
def test_no_register_is_480_at_the_wait_time(scene, mode):
    scene = scene(mode=mode, wait=3)
    token = scene.store("bob")
    capture = scene.capture()
    caller = scene.call("bob", scenario="rejected", status=480).wait()
    assert answer_time(capture, caller, 480) == pytest.approx(3, abs=0.2)
    assert len(scene.pushes(token)) == 1


@pytest.mark.parametrize("mode", ["as", "suspend"])
def test_cancel_is_487_and_no_push_follows(scene, mode):
    scene = scene(mode=mode, wait=5)
    token = scene.store("bob")
    # The retry would come 2 s after the first attempt.
    scene.stand_in.answer(token, {"status": 503, "retry_after": 2}, repeat=True)
    caller = scene.call("bob", scenario="cancelled", pause=700)
    wait_until(lambda: scene.stand_in.pushes(token=token), 3, "the first attempt")
    caller.wait()
    if mode == "as":
        # A proxy that holds the call itself does not tell the daemon.
        before = len(scene.stand_in.pushes(token=token))
        time.sleep(2.5)
        assert len(scene.stand_in.pushes(token=token)) == before
        assert scene.pushd.metric("calls_total", result="cancelled") == 1
        assert scene.pushd.metric("waiting_calls") == 0


def test_a_call_whose_devices_are_all_dead_is_rejected_at_once(scene):
    scene = scene(wait=5)
    tokens = [scene.store("bob"), scene.store("bob", "fcm")]
    dead = {"status": 410, "timestamp_ms": int(time.time() * 1000) + 60_000}
    scene.stand_in.answer(tokens[0], dead, repeat=True)
    scene.stand_in.answer(tokens[1], {"status": 404}, repeat=True)
    capture = scene.capture()
    caller = scene.call("bob", scenario="rejected", status=480).wait()
    assert answer_time(capture, caller, 480) < 1
    assert scene.devices("bob") == []

    attempts = len(scene.stand_in.pushes())
    began = time.monotonic()
    scene.call("bob", scenario="rejected", status=480).wait()
    assert time.monotonic() - began < 1.5
    assert len(scene.stand_in.pushes()) == attempts
