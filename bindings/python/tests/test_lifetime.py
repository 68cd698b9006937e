"""Objects in processes and interpreters that end or fork, and in other rare places: none of it harms memory."""

import contextlib
import gc
import os
import pickle
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from everything import CLASSES, PYTHON_CLASSES, everything

import siplaunch

TESTS = Path(__file__).parent
# Python checks its own memory, and shows all warnings.
STRICT = [sys.executable, "-X", "dev", "-X", "faulthandler"]

# The queues that every normal end drops. A thread that is cut off keeps its queue, and a process keeps all of them.
QUEUES = [
    "callback",
    "finalizer",
    "atexit",
    "global, early",
    "global, late",
    "cycle",
    "sys",
    "sys.modules",
    "thread, main",
]
WAYS = {
    "normal": (0, [*QUEUES, "thread"]),
    "exit": (3, [*QUEUES, "thread"]),
    "error": (1, [*QUEUES, "thread"]),
    "fork": (0, QUEUES),
    "daemon": (0, ["callback", "finalizer", "atexit"]),
    "_exit": (3, ["callback"]),
}
# Python's own allocator would hide faults from valgrind.
FAULT = 99
VALGRIND = ["env", "PYTHONMALLOC=malloc", "valgrind", "--quiet", f"--error-exitcode={FAULT}", sys.executable]


def _run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=TESTS, timeout=1800)


@pytest.mark.parametrize("way", WAYS)
def test_queues_that_make_links_when_a_process_ends(way):
    status, queues = WAYS[way]
    done = _run(*STRICT, "shutdown.py", way)
    assert done.returncode == status, done.stderr
    assert not set(queues) - set(done.stdout.splitlines())
    expected = "ZeroDivisionError: division by zero" if way == "error" else ""
    assert done.stderr.strip().rpartition("\n")[2] == expected
    assert "ignored" not in done.stderr


# Calls that need a module which `import siplaunch` leaves for later.
LATER = {"bad row", "wrong column", "no column", "wsgi", "asgi", "everything"}


@pytest.mark.parametrize("mode", [[], ["used"]], ids=["", "used"])
def test_first_calls_when_a_process_ends(mode):
    """What the process has imported works to its end. For the rest Python raises ImportError."""
    done = _run(*STRICT, "shutdown_first.py", *mode)
    assert (done.returncode, done.stderr) == (0, "")
    results = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    if not mode:
        assert {results.pop(name).partition(" ")[0] for name in LATER} == {"ImportError"}
    expected = {
        "refused": f"CredentialsError {_text(siplaunch.Credentials, username='a', server='b', password='x' + chr(10))}",
        "surrogates": "InputError the text has lone surrogates: give Unicode text",
        "timedelta": "str",
        "datetime": "str",
        "opened": "datetime",
        "decoded": "Credentials",
        "mapping": "Page",
        "bad page": f"PageError {_text(siplaunch.Page, base='nonsense')}",
        "bad row": "InputError",
        "wrong column": "TypeError the column 'usernames' holds int and not str: give a str in each row",
        "no column": "TypeError the column 'usernames' is of type str: give a sequence of str, one a row",
        "wsgi": "WsgiApp",
        "asgi": "AsgiApp",
        "file": "FileNotFoundError No such file or directory (os error 2)",
        "everything": "dict",
    }
    assert results == {name: text for name, text in expected.items() if mode or name not in LATER}


def test_valgrind_sees_what_is_freed_twice():
    twice = "from ctypes import *; f = CDLL(None).free; f.argtypes = [c_void_p]; m = CDLL(None).malloc"
    done = _run(*VALGRIND, "-c", f"{twice}; m.restype = c_void_p; p = m(9); f(p); f(p)")
    assert done.returncode == FAULT, done.stderr


@pytest.mark.parametrize(
    "program", ["shutdown.py normal", "shutdown.py fork", "shutdown.py daemon", "shutdown_first.py"]
)
def test_ends_under_valgrind(program):
    done = _run(*VALGRIND, *program.split())
    assert (done.returncode, done.stderr) == (0, "")


def _text(call, **given):
    with pytest.raises(siplaunch.SiplaunchError) as caught:
        call(**given)
    return str(caught.value)


def test_there_is_one_of_everything():
    assert everything().keys() == CLASSES | PYTHON_CLASSES


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_nothing_half_made(name):
    """Nothing makes an object without its values, as unpickling and subclasses may try."""
    kind = getattr(siplaunch, name)
    with pytest.raises(TypeError):
        object.__new__(kind)
    if name != "LaunchHandler":
        with pytest.raises(TypeError):
            kind.__new__(kind)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        expected = contextlib.nullcontext() if name == "Credentials" else pytest.raises(TypeError)
        with expected:
            pickle.loads(pickle.dumps(everything()[name], protocol))


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_weak_references_and_attributes_are_refused(name):
    value = everything()[name]
    with pytest.raises(TypeError):
        weakref.ref(value)
    with pytest.raises(AttributeError):
        value.something = 1
    for attribute in dir(value):
        if not attribute.startswith("_"):
            with pytest.raises(AttributeError):
                setattr(value, attribute, None)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_both_processes_of_a_fork(name):
    """Each process uses and drops its own objects."""
    objects = everything()
    child = os.fork()
    if child == 0:
        repr(objects.pop(name))
        gc.collect()
        link = objects["Mail"].text if name != "Mail" else objects["Sms"].text
        os._exit(0 if "https://portal.example/p?c=" in link else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert repr(objects.pop(name))


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_dropped_by_another_thread(name):
    objects = [everything()[name]]
    thread = threading.Thread(target=objects.clear)
    thread.start()
    thread.join()
    assert objects == []
