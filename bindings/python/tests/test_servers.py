"""The launch handler under real servers and frameworks, set up as in README.md."""

import asyncio
import contextlib
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import flask
import pytest
from conftest import QUERY, TOKEN, ask, gunicorn, location, readme_example, uvicorn
from django.conf import settings
from django.core.exceptions import DisallowedRedirect
from django.http import HttpResponseRedirect
from stores import HANDLER, KEYS, new_query

import siplaunch
from siplaunch import AsgiApp, ClaimStore, KeyRing, WsgiApp

APP_LINK = "sipphone://" + TOKEN

PLAIN = """
from siplaunch import LaunchHandler

handler = LaunchHandler()
wsgi, asgi = handler.wsgi, handler.asgi
"""

DJANGO_SETTINGS = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application

middleware = ("security.SecurityMiddleware", "common.CommonMiddleware", "clickjacking.XFrameOptionsMiddleware")
settings.configure(
    ROOT_URLCONF="portal",
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=["django.middleware." + name for name in middleware],
    SECRET_KEY="of a test",
)
application = get_wsgi_application()
"""


def _check(port):
    """Check the answers, which are the same from all servers."""
    status, headers, body = ask(port, f"/p?{QUERY}")
    names = [name.lower() for name, _ in headers]
    assert (status, location(headers)) == (302, APP_LINK)
    assert dict(headers).get("Cache-Control", dict(headers).get("cache-control")) == "no-store"
    assert len(set(names)) == len(names)
    assert b"The app should open now" in body

    status, headers, body = ask(port, f"/p?{QUERY}", "HEAD")
    assert (status, location(headers), body) == (302, APP_LINK, b"")

    # Damage from mail programs, and bytes that are no UTF-8.
    assert location(ask(port, f"/p?{QUERY.replace('%3D', '')}.")[1]) == APP_LINK
    assert ask(port, "/p?c=%ff%00x")[0] == 400
    assert ask(port, "/p")[0] == 400
    assert ask(port, f"/p?{QUERY}&{QUERY}")[0] == 400
    assert ask(port, "/p?c=" + 8192 * "A")[0] in {400, 414}  # gunicorn has a lower limit
    status, headers, _ = ask(port, f"/p?{QUERY}", "DELETE")
    assert (status, {name.lower(): value for name, value in headers}["allow"]) == (405, "GET, HEAD")


def test_wsgi_under_gunicorn(tmp_path):
    (tmp_path / "portal.py").write_text(PLAIN)
    with gunicorn("portal:wsgi", tmp_path) as port:
        _check(port)


def test_asgi_under_uvicorn(tmp_path):
    (tmp_path / "portal.py").write_text(PLAIN)
    with uvicorn("portal:asgi", tmp_path) as port:
        _check(port)


def test_flask(tmp_path):
    (tmp_path / "portal.py").write_text(readme_example("Flask"))
    with gunicorn("portal:app", tmp_path) as port:
        _check(port)


def test_django(tmp_path):
    (tmp_path / "portal.py").write_text(readme_example("Django"))
    (tmp_path / "server.py").write_text(DJANGO_SETTINGS)
    with gunicorn("server:application", tmp_path) as port:
        _check(port)


def test_fastapi(tmp_path):
    (tmp_path / "portal.py").write_text(readme_example("FastAPI"))
    with uvicorn("portal:app", tmp_path) as port:
        _check(port)


def test_what_flask_does_to_a_redirect():
    """README.md warns of this: the test fails once Flask leaves the token alone."""
    app = flask.Flask("portal")
    app.add_url_rule("/redirect", "redirect", lambda: flask.redirect(APP_LINK))
    app.add_url_rule("/response", "response", lambda: flask.Response(status=302, headers={"Location": APP_LINK}))
    for path in ("/redirect", "/response"):
        sent = app.test_client().get(path).headers["Location"]
        assert sent != APP_LINK
        assert sent.lower() == APP_LINK.lower()


def test_what_django_does_to_a_redirect():
    settings.configure()
    with pytest.raises(DisallowedRedirect):
        HttpResponseRedirect(APP_LINK)


def test_what_starlette_does_to_a_mount(tmp_path):
    mounted = "from starlette.applications import Starlette\nfrom starlette.routing import Mount\n"
    (tmp_path / "portal.py").write_text(PLAIN + mounted + 'app = Starlette(routes=[Mount("/p", asgi)])\n')
    with uvicorn("portal:app", tmp_path) as port:
        status, headers, _ = ask(port, f"/p?{QUERY}")
    assert status == 307
    assert location(headers).endswith(f"/p/?{QUERY}")


def test_asgi_beyond_http():
    """The application answers lifespan messages, and closes a websocket."""
    sent = []
    events = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive():
        return next(events)

    async def send(message):
        sent.append(message["type"])

    app = siplaunch.LaunchHandler().asgi
    asyncio.run(app({"type": "lifespan"}, receive, send))
    asyncio.run(app({"type": "websocket"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete", "websocket.close"]


CLAIMS_PLAIN = """
import sqlite3
from stores import HANDLER
from siplaunch import AsgiApp, ClaimStore, WsgiApp

claims = ClaimStore(lambda: sqlite3.connect("claims.db"))
wsgi, asgi = WsgiApp(HANDLER, claims=claims), AsgiApp(HANDLER, claims=claims)
"""
README_KEYS = KeyRing({0: bytes.fromhex("5e" * 32)}, current=0)


def _check_claims(port, folder, keys):
    """Check a one-time link from its preview to its end."""
    query, plain = new_query(seal=keys.seal_one_time), new_query(seal=keys.seal)
    target = f"/p?{query}"
    # Without its store the handler opens no app.
    assert ask(port, target, "POST")[0] == 503
    claims = ClaimStore(lambda: sqlite3.connect(folder / "claims.db"))
    claims.create()

    for method in ("GET", "HEAD", "GET"):
        status, headers, body = ask(port, target, method)
        assert (status, b"sipphone://" in body, b'<form method="post"' in body) == (200, False, method == "GET")
        assert "location" not in {name.lower() for name, _ in headers}
    assert list(claims.list()) == []

    status, headers, body = ask(port, target, "POST", b"x" * 100_000)
    assert (status, location(headers)) == (303, APP_LINK)
    status, headers, body = ask(port, target, "POST")
    assert (status, APP_LINK.encode() in body) == (200, True)
    assert [ask(port, target, "POST")[0] for _ in range(4)] == [200, 200, 200, 410]
    assert ask(port, target)[0] == 200
    (record,) = claims.list()
    assert record.taps == 5

    # Plain sealed links are in the same store, once they are revoked.
    opened = keys.open(plain.removeprefix("c="))
    assert location(ask(port, f"/p?{plain}")[1]) == APP_LINK
    assert ask(port, f"/p?{plain}", "POST")[0] == 405
    claims.revoke(opened.id)
    assert ask(port, f"/p?{plain}")[0] == 410


def test_claims_of_wsgi_under_gunicorn(tmp_path):
    (tmp_path / "portal.py").write_text(CLAIMS_PLAIN)
    with gunicorn("portal:wsgi", tmp_path) as port:
        _check_claims(port, tmp_path, KEYS)


def test_claims_of_asgi_under_uvicorn(tmp_path):
    (tmp_path / "portal.py").write_text(CLAIMS_PLAIN)
    with uvicorn("portal:asgi", tmp_path) as port:
        _check_claims(port, tmp_path, KEYS)


def test_claims_of_flask(tmp_path):
    (tmp_path / "portal.py").write_text(readme_example("Claims in Flask"))
    with gunicorn("portal:app", tmp_path) as port:
        _check_claims(port, tmp_path, README_KEYS)


def test_claims_of_django(tmp_path):
    (tmp_path / "portal.py").write_text(readme_example("Claims in Django"))
    (tmp_path / "server.py").write_text(DJANGO_SETTINGS.replace('"common.', '"csrf.CsrfViewMiddleware", "common.'))
    with gunicorn("server:application", tmp_path) as port:
        _check_claims(port, tmp_path, README_KEYS)


def test_claims_of_fastapi(tmp_path):
    (tmp_path / "portal.py").write_text(readme_example("Claims in FastAPI"))
    with uvicorn("portal:app", tmp_path) as port:
        _check_claims(port, tmp_path, README_KEYS)


def test_a_slow_store_holds_up_no_other_request(tmp_path):
    slow = CLAIMS_PLAIN.replace("lambda: ", 'lambda: __import__("time").sleep(5) or ')
    (tmp_path / "portal.py").write_text(slow)
    ClaimStore(lambda: sqlite3.connect(tmp_path / "claims.db")).create()
    with uvicorn("portal:asgi", tmp_path) as port, ThreadPoolExecutor(3) as pool:
        taps = [pool.submit(ask, port, f"/p?{new_query()}", "POST") for _ in range(3)]
        time.sleep(0.5)
        begin = time.monotonic()
        assert [ask(port, f"/p?{new_query()}")[0] for _ in range(20)] == [200] * 20
        assert time.monotonic() - begin < 3
        assert not any(tap.done() for tap in taps)
        assert [tap.result()[0] for tap in taps] == [303] * 3


def test_applications_leave_the_body_alone():
    class Input:
        def __getattr__(self, name):
            pytest.fail("the body was read")

    async def receive():
        pytest.fail("the body was read")

    async def send(message):
        sent.append(message)

    sent = []
    environ = {"REQUEST_METHOD": "POST", "QUERY_STRING": new_query(), "wsgi.input": Input(), "CONTENT_LENGTH": "9"}
    with contextlib.closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        claims = ClaimStore(connection)
        claims.create()
        WsgiApp(HANDLER, claims=claims)(environ, lambda status, _: sent.append(status))
        scope = {"type": "http", "method": "POST", "query_string": new_query().encode(), "headers": []}
        asyncio.run(AsgiApp(HANDLER, claims=claims)(scope, receive, send))
    assert (sent[0], sent[1]["status"]) == ("303 See Other", 303)
