"""Providers that fail: a push is tried again within the call's wait, and the call completes if a later try can."""

import time

import pytest

from programs import free_port


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 503, "retry_after": 1},
        {"status": 429, "retry_after": 1},
        {"status": 500},
        {"fault": "go_away"},
        {"fault": "reset"},
        {"fault": "hang"},
    ],
    ids=lambda answer: str(answer.get("status") or answer["fault"]),
)
@pytest.mark.parametrize("provider", ["apns", "fcm"])
def test_a_push_that_fails_once_is_tried_again(scene, provider, answer):
    scene = scene(wait=8)
    phone = scene.phone("bob", provider)
    scene.stand_in.answer(phone.token, answer)
    scene.call("bob").wait()
    assert len(scene.pushes(phone.token)) == 1
    assert phone.pushes == 1


@pytest.mark.parametrize("fault", ["untrusted", "reset", "hang"])
def test_a_connection_that_fails_once_is_made_again(scene, fault):
    scene = scene(wait=8)
    phone = scene.phone("bob")
    scene.stand_in.fail_connections("apns", fault)
    scene.call("bob").wait()
    assert len(scene.pushes(phone.token)) == 1


@pytest.mark.parametrize("address", ["https://no-such-host.invalid", "nobody-listens"])
def test_a_provider_that_cannot_be_reached_leaves_the_other(scene, address):
    if address == "nobody-listens":
        address = f"https://127.0.0.1:{free_port()}"
    scene = scene(wait=4, apns={"endpoint": address})
    scene.store("bob")
    phone = scene.phone("bob", "fcm")
    scene.call("bob").wait()
    assert phone.pushes == 1
    # Alone, it is tried until the wait is over, and the call is not lost.
    scene.store("carol")
    began = time.monotonic()
    scene.call("carol", scenario="rejected", status=480).wait()
    assert time.monotonic() - began < 4.8


@pytest.mark.parametrize("provider", ["apns", "fcm"])
def test_an_expired_provider_token_is_renewed_once(scene, provider):
    scene = scene(wait=5)
    first, second = scene.phone("bob", provider), scene.phone("carol", provider)
    scene.call("bob").wait()
    scene.stand_in.command("expire_access_tokens" if provider == "fcm" else "expire_provider_tokens")
    scene.call("carol").wait()
    assert (first.pushes, second.pushes) == (1, 1)
    attempts = scene.stand_in.pushes(token=second.token)
    assert [attempt["status"] for attempt in attempts] == [401 if provider == "fcm" else 403, 200]
