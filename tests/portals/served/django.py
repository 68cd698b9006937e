"""Django under gunicorn."""

from portal import OPERATOR_PASSWORD, readme_portal

PORTAL = readme_portal("django", "gunicorn", DJANGO_SUPERUSER_PASSWORD=OPERATOR_PASSWORD)
