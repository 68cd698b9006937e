"""Several callers, several phones, in both modes of the proxy."""

import pytest

from programs import wait_until


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
