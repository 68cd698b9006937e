"""Flask under gunicorn."""

from portal import readme_portal

PORTAL = readme_portal("flask", "gunicorn")
