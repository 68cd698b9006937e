"""The launch handler under real servers and frameworks, set up as in README.md."""

import asyncio

import flask
import pytest
from conftest import QUERY, TOKEN, ask, gunicorn, location, readme_example, uvicorn
from django.conf import settings
from django.core.exceptions import DisallowedRedirect
from django.http import HttpResponseRedirect

import siplaunch

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
