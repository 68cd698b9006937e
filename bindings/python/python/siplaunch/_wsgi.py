from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from siplaunch._native import LaunchHandler


class WsgiApp:
    """A launch handler as a WSGI application (PEP 3333)."""

    __slots__ = ("_handler",)

    def __init__(self, handler: LaunchHandler) -> None:
        self._handler = handler

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, whatever its path."""
        response = self._handler.handle(
            method=environ["REQUEST_METHOD"],
            # WSGI has each byte as the character of the same number.
            query=environ.get("QUERY_STRING", "").encode("latin-1"),
            user_agent=environ.get("HTTP_USER_AGENT", ""),
        )
        body = response.body.encode()
        headers = response.headers
        if body:
            headers.append(("Content-Length", str(len(body))))
        start_response(f"{response.status} {HTTPStatus(response.status).phrase}", headers)
        return [body]
