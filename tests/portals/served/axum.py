"""axum, on its own."""

from portal import TARGET, Portal

PORTAL = Portal(
    server="hyper", environment={"LISTEN": "127.0.0.1:{port}"}, command=[TARGET / "portals" / "debug" / "portal-axum"]
)
