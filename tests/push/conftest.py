"""The parts that the tests share."""

import pytest

from proxy import Kamailio


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
