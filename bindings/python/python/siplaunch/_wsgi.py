from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from siplaunch._claims import ClaimStore
    from siplaunch._native import LaunchHandler


class WsgiApp:
    """A launch handler as a WSGI application (PEP 3333): a callable `(environ, start_response)`.

    Args:
        handler (LaunchHandler): the launch handler.
        claims (ClaimStore | None): the store that claims one-time links. Without one, a tap on such a link gets 503.

    """

    __slots__ = ("_claims", "_handler")

    def __init__(self, handler: LaunchHandler, *, claims: ClaimStore | None = None) -> None:
        """Keep both."""
        self._handler, self._claims = handler, claims

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, whatever its path and its body."""
        launch = self._handler.inspect(
            method=environ["REQUEST_METHOD"],
            # WSGI has each byte as the character of the same number.
            query=environ.get("QUERY_STRING", "").encode("latin-1"),
            user_agent=environ.get("HTTP_USER_AGENT", ""),
        )
        response = launch.answer_claimed(self._claims.claim(launch)) if self._claims else launch.answer()
        body = response.body.encode()
        headers = response.headers
        if body:
            headers.append(("Content-Length", str(len(body))))
        start_response(f"{response.status} {HTTPStatus(response.status).phrase}", headers)
        return [body]
