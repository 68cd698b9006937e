"""FastAPI under uvicorn."""

from portal import readme_portal

PORTAL = readme_portal("fastapi", "uvicorn")
