from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siplaunch._native import LaunchHandler

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


class AsgiApp:
    """A launch handler as an ASGI 3 application.

    It is an object and not a function: frameworks take a function for a view of theirs.
    """

    __slots__ = ("_handler",)

    def __init__(self, handler: LaunchHandler) -> None:
        self._handler = handler

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Answer a request, whatever its path."""
        if scope["type"] == "http":
            await self._answer(scope, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif scope["type"] == "lifespan":
            while (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: _Message, send: _Send) -> None:
        response = self._handler.handle(
            method=scope["method"],
            query=scope["query_string"],
            user_agent=dict(scope["headers"]).get(b"user-agent", b"").decode("latin-1"),
        )
        body = response.body.encode()
        headers = [(name.lower().encode(), value.encode()) for name, value in response.headers]
        if body:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
