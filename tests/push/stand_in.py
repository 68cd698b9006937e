"""The stand-ins for Apple's and Google's push services, as a test runs them."""

import contextlib
import json
import os
import socket
import ssl
import subprocess
import threading
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", FOLDER / "../../target"))
PROGRAM = Path(os.environ.get("SIPLAUNCH_PUSH_STAND_IN", TARGET / "release/siplaunch-push-stand-in"))


def apns_token(number):
    """A device token of Apple's form."""
    return f"{number:064x}"


def fcm_token(number):
    """A device token of Google's form."""
    return f"stand-in-{number:013}:APA91b{number:0134}"


class StandIn:
    """A running stand-in.

    The members of its `ready` line are attributes: `apns`, `apns_sandbox`, `fcm`, `token_uri` (URLs), `ca`, `apns_key`,
    `apns_certificate`, `service_account` (files), `key_id`, `team_id`, `topic`, `project_id`, `control`.
    """

    def __init__(self, folder, *options, program=PROGRAM):
        self.process = subprocess.Popen([program, "--dir", folder, *options], stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.__dict__.update(ready)
        self._hooks = []
        self._history = [ready]
        self._grown = threading.Condition()
        host, port = self.control.rsplit(":", 1)
        self._socket = socket.create_connection((host, int(port)), timeout=10)
        self._control = self._socket.makefile("rw")
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            event = json.loads(line)
            for hook in self._hooks:
                hook(event)
            with self._grown:
                self._history.append(event)
                self._grown.notify_all()

    def on_event(self, hook):
        """Calls `hook(event)` for each further event, in the thread that reads them: it wakes a phone, and does not block."""
        self._hooks.append(hook)

    def events(self, **members):
        """The events up to now whose members are these. A hook does not call it: it waits for hooks."""
        written = self.counts()["events"]
        with self._grown:
            assert self._grown.wait_for(lambda: len(self._history) >= written, timeout=10)
            return [event for event in self._history if members.items() <= event.items()]

    def pushes(self, **members):
        """The pushes up to now whose members are these, for instance `token=…, status=200`."""
        return self.events(event="push", **members)

    def wait_for_push(self, timeout=10, **members):
        """The first push whose members are these, once it is there. `timeout` is in seconds."""

        def find():
            return next((e for e in self._history if e["event"] == "push" and members.items() <= e.items()), None)

        with self._grown:
            push = self._grown.wait_for(find, timeout)
        assert push, f"no push {members} within {timeout} s"
        return push

    def command(self, command):
        """Sends a command of the control port and gives its answer."""
        with self._lock:
            self._control.write(json.dumps(command) + "\n")
            self._control.flush()
            answer = json.loads(self._control.readline())
        if answer["event"] == "error":
            raise ValueError(answer["message"])
        return answer

    def answer(self, token, *answers, repeat=False):
        """Sets the next answers to right pushes to a token: `{"status": 410, "timestamp_ms": …}`, `{"fault": "reset"}`."""
        self.command({"answer": {"token": token, "with": answers, "repeat": repeat}})

    def fail_connections(self, service, *faults):
        """Makes the next connections to a service fail: `untrusted`, `reset`, `hang`."""
        self.command({"connections": {"service": service, "faults": faults}})

    def counts(self):
        """The counts of pushes, connections and tokens."""
        return self.command("counts")["counts"]

    def read(self, name):
        """The text of a file of the `ready` line."""
        return Path(getattr(self, name)).read_text()

    def tls_context(self):
        """A client's TLS settings that trust the stand-in."""
        return ssl.create_default_context(cafile=self.ca)

    def stop(self):
        """Ends the stand-in."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        self.process.stdout.close()
        with contextlib.suppress(OSError):
            self._control.close()
        self._socket.close()
