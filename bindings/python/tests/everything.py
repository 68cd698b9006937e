"""One object of every public class."""

from __future__ import annotations

import inspect
import sqlite3
from datetime import timedelta

import siplaunch
from siplaunch import (
    Brand,
    Claim,
    ClaimStore,
    Credentials,
    KeyRing,
    LaunchHandler,
    Page,
    Portal,
    QrCode,
    Ticket,
    _native,
)

# Those of Rust; those of Python have no memory of their own to harm.
CLASSES = {name for name in siplaunch.__all__ if inspect.isclass(getattr(_native, name, None))}
PYTHON_CLASSES = {"AsgiApp", "Claim", "ClaimStore", "WsgiApp"}


def everything(password="testpass", *, username="testuser", server="example.org", key="k" * 16, iv="i" * 16):
    """Make them, by the names of their classes."""
    brand = Brand(key=key.encode(), iv=iv.encode(), scheme="acme")
    keys = KeyRing({0: 2 * key.encode()}, current=0)
    portal = Portal("https://portal.example/p")
    page = Page("https://portal.example/p")
    credentials = Credentials(username=username, server=server, password=password)
    link = portal.sealed_link(keys, credentials, expires=timedelta(days=1))
    handler = LaunchHandler.sealed(brand, keys, page=page)
    launch = handler.inspect(method="GET", query=link.partition("?")[2])
    explanation = siplaunch.explain(portal.launch_link(brand, credentials).replace("https", "http"), brand)
    sms = siplaunch.compose_sms(link, brand_name="Acme")
    objects = [brand, keys, portal, page, credentials, handler, handler.wsgi, handler.asgi, launch, launch.opened]
    objects += [launch.answer(), explanation, explanation.findings[0], sms, sms.budget, QrCode(link)]
    objects += [
        siplaunch.compose_mail(link, brand_name="Acme"),
        portal.launch_links(brand, [username], [server], [password]),
    ]
    objects += [Ticket(username=username, server=server, expire_ms=1, token="ab" * 16)]
    objects += Page.settings()[:1]
    claims = ClaimStore(sqlite3.connect(":memory:", check_same_thread=False))
    claims.create()
    claims.revoke(launch.id)
    objects += [claims, claims.find(launch.id), Claim.FIRST]
    return {type(value).__name__: value for value in objects}
