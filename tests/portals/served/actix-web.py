"""Actix Web, on its own."""

from portal import TARGET, Portal

PORTAL = Portal(
    server="actix-server",
    environment={"LISTEN": "127.0.0.1:{port}"},
    command=[TARGET / "portals" / "debug" / "portal-actix-web"],
)
