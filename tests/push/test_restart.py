"""Reloads, ends and crashes while calls wait, and a database that goes away."""

import random
import signal
import socket
import threading
import time

import pytest

from database import MariaDb
from programs import LOOPBACK, wait_until
from proxy import DOMAIN
from pushd import Pushd


def waiting(scene) -> int:
    return scene.pushd.metric("waiting_calls")


def test_sighup_in_flight_loses_no_call(scene):
    scene = scene(wait=5)
    # The push takes its time: the reload comes in between.
    phone = scene.phone("bob", delay=0.8)
    call = scene.call("bob")
    wait_until(lambda: waiting(scene) == 1, 3, "the call waits")
    scene.pushd.reload()
    wait_until(lambda: scene.pushd.metric("reloads_total", result="ok") == 1, 3, "the configuration is read")
    call.wait()
    assert phone.pushes == 1


def test_sighup_takes_the_new_wait_and_keeps_the_old_one_with_a_bad_file(scene):
    scene = scene(wait=4)
    scene.store("bob")
    scene.pushd.configure(wait="1s")
    scene.pushd.reload()
    wait_until(lambda: scene.pushd.metric("reloads_total", result="ok") == 1, 3, "the configuration is read")
    scene.pushd.configuration.write_text("pushd:\n  wait: [no]\n")
    scene.pushd.reload()
    wait_until(lambda: scene.pushd.metric("reloads_total", result="failed") == 1, 3, "the bad file is seen")
    began = time.monotonic()
    scene.call("bob", scenario="rejected", status=480).wait()
    assert 0.8 < time.monotonic() - began < 2.5


def direct_call(scene, user: str) -> socket.socket:
    """A call handed to the daemon without a proxy, which would give the caller a status of its own."""
    client = socket.socket(type=socket.SOCK_DGRAM)
    client.bind((LOOPBACK, 0))
    client.settimeout(5)
    here = f"{LOOPBACK}:{client.getsockname()[1]}"
    client.sendto(
        (
            f"INVITE sip:{user}@{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP {here};branch=z9hG4bK{random.getrandbits(60)}\r\n"
            f"From: <sip:alice@{DOMAIN}>;tag=1\r\nTo: <sip:{user}@{DOMAIN}>\r\nCall-ID: {here}\r\nCSeq: 1 INVITE\r\n"
            f"Contact: <sip:alice@{here}>\r\nMax-Forwards: 70\r\n"
            f"P-App-Param: caller=alice;callee={user};domain={DOMAIN};expiration=4\r\nContent-Length: 0\r\n\r\n"
        ).encode(),
        scene.pushd.sip,
    )
    return client


def final_answer(client: socket.socket) -> str:
    """The final answer to the call. Its subscription is answered too, as a proxy does."""
    with client:
        while True:
            message, daemon = client.recvfrom(65536)
            text = message.decode()
            if text.startswith("SUBSCRIBE "):
                head = text.split("\r\n\r\n")[0].split("\r\n")[1:]
                kept = [line for line in head if line.split(":")[0] in ("Via", "From", "To", "Call-ID", "CSeq", "Expires")]
                kept = [line + ";tag=p" if line.startswith("To:") and "tag=" not in line else line for line in kept]
                answer = ["SIP/2.0 200 OK", *kept, f"Contact: <sip:{LOOPBACK}:9>", "Content-Length: 0", "", ""]
                client.sendto("\r\n".join(answer).encode(), daemon)
            elif text.startswith("SIP/2.0") and text[8] != "1" and "CSeq: 1 INVITE" in text:
                return text


def test_sigterm_answers_waiting_calls(scene):
    scene = scene(wait=5)
    scene.store("bob")
    client = direct_call(scene, "bob")
    wait_until(lambda: waiting(scene) == 1, 3, "the call waits")
    scene.pushd.program.signal(signal.SIGTERM)
    answer = final_answer(client)
    assert answer.startswith("SIP/2.0 503 ")
    assert "\r\nRetry-After: " in answer
    assert scene.pushd.program.wait(5) == 0


def test_sigterm_with_drain_waits_calls_out(scene):
    scene = scene(wait=5, options=["--drain"])
    phone = scene.phone("bob", delay=1.5)
    call = scene.call("bob")
    wait_until(lambda: waiting(scene) == 1, 3, "the call waits")
    scene.pushd.program.signal(signal.SIGTERM)
    scene.pushd.program.wait_for_output('"stopping"')
    # Load balancers send no more, and new calls are refused.
    wait_until(lambda: scene.pushd.request("GET", "/healthz")[0] == 503, 1, "the daemon says that it stops")
    assert final_answer(direct_call(scene, "bob")).startswith("SIP/2.0 503 ")
    call.wait()
    assert phone.pushes == 1
    assert scene.pushd.program.wait(8) == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kill_9_under_load_loses_no_stored_device(scene, seed):
    scene = scene(wait=3)
    chance = random.Random(seed)
    stored: list[str] = []
    stopping = threading.Event()

    def store_devices(worker: int) -> None:
        number = 0
        while not stopping.is_set():
            number += 1
            user = f"user{worker}-{number}"
            try:
                scene.store(user)
            except (OSError, AssertionError):
                # The daemon is away.
                time.sleep(0.01)
                continue
            stored.append(user)

    workers = [threading.Thread(target=store_devices, args=[worker]) for worker in range(4)]
    for worker in workers:
        worker.start()
    for _ in range(4):
        time.sleep(chance.uniform(0.1, 0.6))
        scene.pushd.program.signal(signal.SIGKILL)
        scene.pushd.program.stop()
        scene.pushd.start()
    stopping.set()
    for worker in workers:
        worker.join()
    scene.pushd.program.signal(signal.SIGKILL)
    scene.pushd.program.stop()
    scene.pushd.start()
    assert len(stored) > 100
    assert [user for user in stored if len(scene.devices(user)) != 1] == []


def test_two_daemons_share_devices_and_calls_go_on_without_the_database(scene, started, tmp_path):
    database = started(MariaDb(tmp_path))
    scene = scene(wait=4, store=database.url)
    folder = tmp_path / "other"
    folder.mkdir()
    other = started(Pushd(folder, scene.stand_in, store=database.url)).start()

    # Stored at one, woken through the other; dropped at one, gone at all.
    device = {"provider": "apns", "purpose": "calls", "app": scene.stand_in.topic, "token": scene.token()}
    assert other.request("PUT", "/devices", device | {"subscriber": f"carol@{DOMAIN}"})[0] == 200
    scene.stand_in.answer(device["token"], {"status": 410, "timestamp_ms": int(time.time() * 1000) + 60_000})
    scene.call("carol", scenario="rejected", status=480).wait()
    assert len(scene.stand_in.pushes(token=device["token"])) == 1
    wait_until(lambda: other.request("GET", f"/devices?subscriber=carol@{DOMAIN}")[1] == "[]", 3, "the device is gone")

    phone = scene.phone("bob", delay=2)
    call = scene.call("bob")
    wait_until(lambda: waiting(scene) == 1, 3, "the call waits")
    database.stop()
    # The call in progress goes on from memory.
    call.wait()
    assert phone.pushes == 1
    # The fault is counted, and the daemon lives on.
    scene.pushd.request("GET", f"/devices?subscriber=dave@{DOMAIN}")
    wait_until(lambda: scene.pushd.metric("store_errors_total") > 0, 5, "the fault is counted")
    database.start()
    wait_until(lambda: scene.pushd.request("GET", f"/devices?subscriber=bob@{DOMAIN}")[0] == 200, 15, "the store is back")
    assert len(scene.devices("bob")) == 1
