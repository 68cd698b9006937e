"""Serves each portal once, and shows a table of all at the end."""

import importlib
import tempfile
from pathlib import Path

import pytest
from browser import Proxy
from command import Command
from portal import Portal, make_place
from scene import Scene
from sinks import sms_gateway, smtp_server

PORTALS: dict[str, Portal] = {
    path.stem: importlib.import_module(f"served.{path.stem}").PORTAL
    for path in sorted(Path(__file__).with_name("served").glob("*.py"))
}


@pytest.fixture(scope="session", params=PORTALS)
def scene(request):
    """A served portal."""
    portal = PORTALS[request.param]
    # Not pytest's own folder, which no server's user can enter.
    with (
        tempfile.TemporaryDirectory(prefix="siplaunch-portal-") as folder,
        smtp_server() as (smtp_port, mails),
        sms_gateway() as (sms_url, texts),
    ):
        command = Command(Path(folder))
        command.keygen()
        place = make_place(
            request.param, command.folder, smtp_port=smtp_port, sms_url=sms_url, environment=portal.environment
        )
        with portal.serve(place):
            scene = Scene(portal, place, command, mails, texts, lambda: Proxy(place.port))
            yield scene
            scene.operators.client.close()


def pytest_terminal_summary(terminalreporter):
    """Print a line for each portal: its server, the steps that passed, and the seconds."""
    terminalreporter.section("portals")
    reports = [
        report for outcome in ("", "passed", "failed", "error") for report in terminalreporter.getreports(outcome)
    ]
    for name, portal in PORTALS.items():
        its = [report for report in reports if f"[{name}]" in report.nodeid or f"[{name}-" in report.nodeid]
        steps = {report.nodeid for report in its}
        passed = steps - {report.nodeid for report in its if report.failed}
        seconds = sum(report.duration for report in its)
        if its:
            line = f"{name:12} {portal.server:20} {len(passed):3} of {len(steps):3} steps {seconds:6.1f} s"
            terminalreporter.write_line(line)
