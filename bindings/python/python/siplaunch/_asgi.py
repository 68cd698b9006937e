from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siplaunch._claims import ClaimStore
    from siplaunch._native import Launch, LaunchHandler, Response

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


class AsgiApp:
    """A launch handler as an ASGI 3 application: an object to await with `(scope, receive, send)`.

    It is an object and not a function: frameworks take a function for a view of theirs.

    Args:
        handler (LaunchHandler): the launch handler.
        claims (ClaimStore | None): the store that claims one-time links. It works in threads of asyncio, so give it a
            function that opens a connection. Without one, a tap on such a link gets 503.

    """

    __slots__ = ("_claims", "_handler")

    def __init__(self, handler: LaunchHandler, *, claims: ClaimStore | None = None) -> None:
        """Keep both."""
        self._handler, self._claims = handler, claims

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Answer a request, whatever its path and its body."""
        if scope["type"] == "http":
            await self._answer(scope, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif scope["type"] == "lifespan":
            while (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: _Message, send: _Send) -> None:
        launch = self._handler.inspect(
            method=scope["method"],
            query=scope["query_string"],
            user_agent=dict(scope["headers"]).get(b"user-agent", b"").decode("latin-1"),
        )
        response = await self._claimed(launch)
        body = response.body.encode()
        headers = [(name.lower().encode(), value.encode()) for name, value in response.headers]
        if body:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _claimed(self, launch: Launch) -> Response:
        if self._claims is None:
            return launch.answer()
        # asyncio takes as long to import as all the rest, and a server has it already.
        from asyncio import to_thread  # noqa: PLC0415

        return launch.answer_claimed(await to_thread(self._claims.claim, launch))
