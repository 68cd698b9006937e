"""Several callers, several phones, in both modes of the proxy."""

import pytest

from programs import wait_until

REG_FIRST = {"SIPLAUNCH_PUSH_REG_FIRST_MS": 1000}


@pytest.fixture(params=["as", "suspend"])
def parts(scene, request):
    return scene(mode=request.param, wait=5)


def test_two_callers_of_one_phone_are_both_connected(parts):
    phone = parts.phone("bob")
    parts.call("bob", calls=2, rate=10).wait()
    if parts.kamailio.configuration.stem == "as":
        assert len(parts.pushes(phone.token)) == 1
    assert phone.program.output().count("Call established") == 2


def test_two_phones_ring_and_the_one_that_does_not_answer_gets_cancel(parts):
    ringing = parts.phone("bob", answers=False)
    # The second phone takes longer to wake.
    answering = parts.phone("bob", "fcm", delay=0.6)
    capture = parts.capture(ringing, answering)
    parts.call("bob").wait()
    wait_until(lambda: "session closed" in ringing.program.output(), 3, "the first phone stops ringing")
    packets = [packet for packet in capture.packets() if packet.kind == "udp"]

    def sent(phone, status):
        return [p for p in packets if p.source == phone.port and p.status == status and p.cseq == "INVITE"]

    assert sent(ringing, 180) and sent(answering, 180)
    assert sent(answering, 200) and not sent(ringing, 200)
    assert [p for p in packets if p.target == ringing.port and p.method == "CANCEL"]
    assert sent(ringing, 487)
    assert (ringing.pushes, answering.pushes) == (1, 1)


def registered(phone) -> None:
    """Lets the phone register without a push."""
    phone.wake()
    wait_until(lambda: "1 binding" in phone.program.output(), 5, "the phone is registered")


def test_others_are_woken_when_the_registered_phone_does_not_answer(scene):
    scene = scene(wait=5, defines=REG_FIRST)
    desk = scene.phone("bob", answers=False)
    mobile = scene.phone("bob", "fcm")
    registered(desk)
    capture = scene.capture(desk, mobile)
    scene.call("bob").wait()
    packets = [packet for packet in capture.packets() if packet.kind == "udp"]
    invites = [packet for packet in packets if packet.method == "INVITE" and packet.source == scene.proxy[1]]
    rang, handed_over = (next(p for p in invites if p.target == port) for port in (desk.port, scene.server_port))
    assert handed_over.time - rang.time == pytest.approx(1, abs=0.3)
    assert handed_over.header("P-App-Param").endswith(";mode=reg_then_push;tried=yes")
    assert "Call established" in mobile.program.output()
    assert mobile.pushes == 1


def test_nobody_is_woken_when_the_registered_phone_answers(scene):
    scene = scene(wait=5, defines=REG_FIRST)
    desk = scene.phone("bob")
    mobile = scene.phone("bob", "fcm")
    registered(desk)
    scene.call("bob").wait()
    assert (desk.pushes, mobile.pushes) == (0, 0)


def test_a_callee_without_registered_phones_is_woken_at_once(scene):
    scene = scene(wait=5, defines=REG_FIRST)
    mobile = scene.phone("bob")
    capture = scene.capture(mobile)
    scene.call("bob").wait()
    handed_over = next(p for p in capture.packets() if p.target == scene.server_port and p.method == "INVITE")
    assert handed_over.header("P-App-Param").endswith(";mode=reg_then_push")
