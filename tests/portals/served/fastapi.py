"""FastAPI under uvicorn."""

from portal import BIN, Portal

PORTAL = Portal(
    server="uvicorn",
    command=[BIN / "uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--no-access-log", "portal:app"],
)
