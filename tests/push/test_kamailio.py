"""The shipped Kamailio configurations: that they load, also in Debian's own kamailio.cfg, and what they let through."""

import re
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from phone import ask, register
from programs import LOOPBACK, free_port
from proxy import DOMAIN, Kamailio, make_database

SHIPPED = Path(__file__).parents[2] / "packaging" / "kamailio"
DEBIAN = Path("/etc/kamailio/kamailio.cfg")
DAEMON = {"SIPLAUNCH_PUSH_DAEMON": "http://127.0.0.1:45060", "SIPLAUNCH_PUSH_TOKEN": "test"}
AS = {"SIPLAUNCH_PUSH_AS": "sip:127.0.0.1:5070", "SIPLAUNCH_PUSH_AS_SUBNETS": "127.0.0.1/32"}


def check(arguments) -> None:
    """That Kamailio takes a configuration, and complains about nothing in it."""
    run = subprocess.run([*map(str, arguments), "-c"], capture_output=True, text=True, timeout=30)
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    assert not re.search(r"ERROR|CRITICAL|WARNING", said), said


@pytest.mark.parametrize("domains", [{}, {"SIPLAUNCH_PUSH_MULTI_DOMAIN": True}], ids=["one-domain", "domains"])
@pytest.mark.parametrize(
    ("mode", "defines"),
    [("as", AS), ("as", AS | DAEMON), ("as", AS | {"SIPLAUNCH_PUSH_REG_FIRST_MS": 10000}), ("suspend", DAEMON), ("suspend", {"SIPLAUNCH_PUSH_DAEMON": "http://127.0.0.1:45060"})],
    ids=["as", "as-registered", "as-reg-first", "suspend-registered", "suspend"],
)
def test_the_configurations_load(mode, defines, domains, tmp_path):
    check(Kamailio(mode, tmp_path, **defines, **domains).arguments())


@pytest.mark.parametrize("mode", ["as", "suspend"])
def test_the_includes_go_into_debians_own_configuration(mode, tmp_path):
    make_database(tmp_path / "kamailio.sqlite")
    text = DEBIAN.read_text()
    head = (SHIPPED / f"siplaunch-push-{mode}.cfg").read_text()
    # The lines that the head of the include says, with a database of the test.
    lines = "\n".join(re.findall(r"^#      (#!define .*|include_file .*)$", head, re.MULTILINE))
    lines = lines.replace("/var/lib/kamailio/", f"{tmp_path}/").replace('file "', f'file "{SHIPPED}/')
    calls = re.findall(r"^#      (route\(.*\);)$", head, re.MULTILINE)
    assert len(calls) == {"as": 3, "suspend": 2}[mode]
    ring = re.search(r"^#      (route\[.*\] \{.*\})$", head, re.MULTILINE)[1]
    text = text.replace("####### Routing Logic ########", f'loadmodule "db_sqlite.so"\n{lines}\n{ring}\n', 1)
    where = {
        "route(SIPLAUNCH_PUSH_REQUEST);": "\troute(WITHINDLG);",
        "route(SIPLAUNCH_PUSH_CALL);": "\t\troute(TOVOICEMAIL);",
        "route(SIPLAUNCH_PUSH_WOKEN);": "\texit;\n}\n\n# User location service",
    }
    for call in calls:
        assert where[call] in text
        text = text.replace(where[call], f"{call}\n{where[call]}", 1)
    configuration = tmp_path / "kamailio.cfg"
    configuration.write_text(text)
    check(["kamailio", "-f", configuration, "-l", f"udp:{LOOPBACK}:{free_port()}"])


@pytest.fixture
def application_server():
    """A socket that takes what the proxy sends to the application server."""
    with socket.socket(type=socket.SOCK_DGRAM) as server:
        server.bind((LOOPBACK, 0))
        server.settimeout(2)
        yield server


@pytest.fixture
def proxy(kamailio, application_server):
    address = f"sip:{LOOPBACK}:{application_server.getsockname()[1]}"
    return kamailio("as", SIPLAUNCH_PUSH_AS=address, SIPLAUNCH_PUSH_AS_SUBNETS="127.0.0.2/32", SIPLAUNCH_PUSH_WAIT=7).address


def handed_over(proxy, application_server, user: str, headers=(), caller: str = "alice") -> list[str]:
    """The P-App-Param headers of a call to `user`, as the application server gets it; none if it does not get it."""
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.bind((LOOPBACK, 0))
        client.settimeout(2)
        port = client.getsockname()[1]
        lines = [
            f"INVITE sip:{user}@{LOOPBACK} SIP/2.0",
            f"Via: SIP/2.0/UDP {LOOPBACK}:{port};branch=z9hG4bK{port}{abs(hash(user + caller))}",
            f"From: <sip:{caller}@{LOOPBACK}>;tag=1",
            f"To: <sip:{user}@{LOOPBACK}>",
            f"Call-ID: {port}-{abs(hash(user + caller))}",
            "CSeq: 1 INVITE",
            f"Contact: <sip:alice@{LOOPBACK}:{port}>",
            "Max-Forwards: 70",
            *headers,
            "Content-Length: 0",
            "",
            "",
        ]
        client.sendto("\r\n".join(lines).encode(), proxy)
        if int(client.recv(65536).split(b" ")[1]) >= 300:
            return []
        message = application_server.recv(65536).decode()
        return re.findall(r"^P-App-Param[ \t]*:[ \t]*(.*?)\r$", message, re.IGNORECASE | re.MULTILINE)


def test_a_call_is_handed_over_with_one_header(proxy, application_server):
    assert handed_over(proxy, application_server, "bob") == [f"caller=alice;callee=bob;domain={DOMAIN};expiration=7"]


def test_a_callees_mode_goes_along(proxy, application_server):
    headers = handed_over(proxy, application_server, "bob", ["X-Mode: always"])
    assert headers == [f"caller=alice;callee=bob;domain={DOMAIN};expiration=7;mode=always"]


@pytest.mark.parametrize(("status", "for_the_caller"), [(480, 480), (500, 500), (503, 500)])
def test_a_refusal_reaches_the_caller(proxy, application_server, status, for_the_caller):
    def refuse():
        message, sender = application_server.recvfrom(65536)
        kept = b"".join(re.findall(rb"^(?:Via|From|Call-ID|CSeq): .*\r\n", message, re.MULTILINE))
        answer = b"SIP/2.0 %d No\r\n%bTo: <sip:bob@127.0.0.1>;tag=1\r\nContent-Length: 0\r\n\r\n"
        application_server.sendto(answer % (status, kept), sender)

    threading.Thread(target=refuse).start()
    answer = ask(proxy, "INVITE", f"sip:bob@{LOOPBACK}", headers=["Contact: <sip:x@127.0.0.1>"])
    assert answer.status == for_the_caller


@pytest.mark.parametrize("name", ["P-App-Param", "p-app-param", "P-APP-PARAM "])
def test_a_header_from_outside_is_removed(proxy, application_server, name):
    outside = [f"{name}: callee=carol;domain=example.org", f"{name}: callee=dave;domain=example.org"]
    headers = handed_over(proxy, application_server, "bob", outside)
    assert headers == [f"caller=alice;callee=bob;domain={DOMAIN};expiration=7"]


@pytest.mark.parametrize("user", ["bob;callee=carol", "bob,carol", "bob=carol", "bob%3Bcallee%3Dcarol%0D%0A", "a" * 129])
def test_a_callee_with_separators_is_not_handed_over(proxy, application_server, user):
    assert handed_over(proxy, application_server, user) == []


@pytest.mark.parametrize("caller", ["al;expiration=9", "al,ice", "al=ice", "a" * 129])
def test_a_caller_with_separators_is_left_out(proxy, application_server, caller):
    headers = handed_over(proxy, application_server, "bob", caller=caller)
    assert headers == [f"caller=;callee=bob;domain={DOMAIN};expiration=7"]


def test_only_the_application_server_sees_registrations(proxy):
    for event in ("reg", "reg;id=1", "reg ; id=1"):
        asked = ask(proxy, "SUBSCRIBE", f"sip:bob@{LOOPBACK}", headers=[f"Event: {event}", "Contact: <sip:x@127.0.0.1>"])
        assert asked.status == 403
        said = ask(proxy, "PUBLISH", f"sip:bob@{LOOPBACK}", headers=[f"Event: {event}", "Expires: 60"])
        assert said.status == 403


def test_a_daemon_that_is_away_costs_five_seconds(kamailio):
    proxy = kamailio("as", **AS | {"SIPLAUNCH_PUSH_AS": f"sip:{LOOPBACK}:{free_port()}"}).address
    answer = ask(proxy, "INVITE", f"sip:bob@{LOOPBACK}", headers=["Contact: <sip:x@127.0.0.1>"], seconds=7)
    assert answer.status == 480


def test_a_registered_phone_is_called_without_the_daemon(proxy):
    with socket.socket(type=socket.SOCK_DGRAM) as phone:
        phone.bind((LOOPBACK, 0))
        phone.settimeout(2)
        register(proxy, "bob", phone.getsockname()[1])
        with socket.socket(type=socket.SOCK_DGRAM) as caller:
            caller.bind((LOOPBACK, 0))
            lines = f"INVITE sip:bob@{LOOPBACK} SIP/2.0\r\nVia: SIP/2.0/UDP {LOOPBACK}:{caller.getsockname()[1]};branch=z9hG4bKr1\r\n"
            lines += f"From: <sip:a@{LOOPBACK}>;tag=1\r\nTo: <sip:bob@{LOOPBACK}>\r\nCall-ID: registered\r\nCSeq: 1 INVITE\r\n"
            caller.sendto((lines + "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode(), proxy)
        message = phone.recv(65536).decode()
        assert message.startswith("INVITE ")
        assert "P-App-Param" not in message
