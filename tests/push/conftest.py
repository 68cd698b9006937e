"""The parts that the tests share."""

import pytest

from proxy import Kamailio
from scene import Scene
from stand_in import StandIn


@pytest.fixture
def started():
    """Takes programs and parts; ends them after the test, the last first."""
    parts = []

    def start(part):
        parts.append(part)
        return part

    yield start
    for part in reversed(parts):
        part.stop()


@pytest.fixture
def kamailio(started, tmp_path):
    """Starts Kamailio: `kamailio(mode, **defines)`."""

    def start(mode, **defines):
        return started(Kamailio(mode, tmp_path, **defines)).start()

    return start


@pytest.fixture
def scene(started, tmp_path, monkeypatch):
    """Starts all parts: `scene(**options)`."""
    # The stand-ins write their TLS secrets there, so that a capture can be read.
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "tls-keys"))
    return lambda **options: Scene(started, tmp_path, **options)


@pytest.fixture
def stand_in(started, tmp_path):
    """Stand-ins for Apple's and Google's push services."""
    return started(StandIn(tmp_path / "stand-in"))
