"""What the proxy's suspend mode has alone: it asks for pushes over HTTP, and holds the call itself."""

import time

import pytest

from scene import Answering


@pytest.mark.parametrize("provider", ["apns", "fcm"])
def test_a_suspended_call_wakes_the_phone(scene, provider):
    scene = scene(mode="suspend")
    phone = scene.phone("bob", provider)
    scene.call("bob").wait()
    assert phone.pushes == 1


def test_a_callee_without_a_device_is_rejected_at_once(scene):
    scene = scene(mode="suspend", wait=5)
    began = time.monotonic()
    scene.call("bob", scenario="rejected", status=480).wait()
    assert time.monotonic() - began < 1.5


def test_a_daemon_that_is_away_rejects_at_once(scene):
    scene = scene(mode="suspend", wait=5)
    scene.store("bob")
    scene.pushd.stop()
    began = time.monotonic()
    scene.call("bob", scenario="rejected", status=480).wait()
    assert time.monotonic() - began < 2.5


def test_calls_at_50_a_second_are_all_connected(scene):
    scene = scene(mode="suspend", wait=6)
    phones = Answering(scene, delay=0.7)
    users = [f"user{number}" for number in range(100)]
    for user in users:
        phones.add(user)
    scene.call_each(users, rate=50).wait()
