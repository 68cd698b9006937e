"""Many calls at once."""

import json
import sys
from pathlib import Path

import pytest

from load import LoadProxy
from programs import Program
from scene import Answering

pytestmark = pytest.mark.alone

CALLS = 20_000
# A callee's callers share a push: fewer devices than calls.
CALLEES = 200


def test_400_calls_at_50_a_second_are_all_connected(scene):
    scene = scene(wait=6)
    phones = Answering(scene, delay=0.7)
    users = [f"user{number}" for number in range(400)]
    for number, user in enumerate(users):
        phones.add(user, "fcm" if number % 2 else "apns")
    scene.call_each(users, rate=50, seconds=40).wait()


def calls(first: int, expiration: int):
    return [(number, f"user{number % CALLEES}", expiration) for number in range(first, first + CALLS)]


def test_20000_waiting_calls_time_out_and_their_memory_serves_the_next(scene, started):
    scene = scene(wait=60)
    for number in range(CALLEES):
        scene.store(f"user{number}")
    resident = scene.pushd.program.resident_kib
    proxy = started(LoadProxy(scene.pushd.sip, "memory"))
    before, held = resident(), []
    for wave in range(2):
        first = wave * CALLS
        proxy.run(calls(first, 15), rate=2000, settle=4)
        assert scene.pushd.metric("waiting_calls") == CALLS
        held.append(resident() - before)
        proxy.run([], 1, 40, done=lambda first=first: len(proxy.final[480]) == first + CALLS)
        assert len(proxy.final[480]) == first + CALLS
        assert scene.pushd.metric("waiting_calls") == 0
        # Answers are kept for the 5 s of timer I, in which an ACK may come again.
        proxy.run([], 1, 7)
    print(json.dumps({"before_kib": before, "held_kib": held}))
    assert set(proxy.final) == {480}
    assert held[0] * 1024 / CALLS < 2048
    # The C library keeps freed memory, so the process does not shrink: the second wave takes what the first gave back. A leak of
    # all calls would double it; on a busy machine it was 1.7 times, since more threads then keep some.
    assert held[1] < held[0] * 1.9


def test_20000_answers_without_ack_stall_nothing(scene, started, tmp_path):
    scene = scene(wait=60)
    for number in range(CALLEES):
        scene.store(f"user{number}")
    proxy = started(LoadProxy(scene.pushd.sip, "stall", acknowledges=False))
    proxy.run(calls(0, 12), rate=2500, settle=2)
    scene.pushd.program.run_first()
    port = scene.pushd.sip[1]
    probe = started(Program([sys.executable, Path(__file__).with_name("probe.py"), port, 50], tmp_path / "probe.log"))
    probe.run_first()
    # All answers are sent, repeated for 32 s (timer H), and forgotten.
    proxy.run([], 1, 52)
    assert probe.wait(30) == 0
    measured = json.loads(probe.output())
    print(json.dumps(measured))
    assert len(proxy.final[480]) == CALLS
    assert measured["probes"] > 5000
    assert measured["stall_ms"] < 10
