"""Flask under gunicorn."""

from portal import BIN, Portal

PORTAL = Portal(
    server="gunicorn",
    prepare=[[BIN / "flask", "--app", "portal", "create-database"]],
    command=[BIN / "gunicorn", "--bind", "127.0.0.1:{port}", "--workers", "2", "portal:app"],
)
