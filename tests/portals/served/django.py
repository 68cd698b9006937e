"""Django under gunicorn."""

from portal import BIN, OPERATOR_PASSWORD, Portal

MANAGE = [BIN / "python", "manage.py"]

PORTAL = Portal(
    server="gunicorn",
    environment={"DJANGO_SUPERUSER_PASSWORD": OPERATOR_PASSWORD},
    prepare=[
        [*MANAGE, "migrate"],
        [*MANAGE, "createsuperuser", "--noinput", "--username", "operator", "--email", "operator@portal.example"],
    ],
    command=[BIN / "gunicorn", "--bind", "127.0.0.1:{port}", "--workers", "2", "portal.wsgi"],
)
