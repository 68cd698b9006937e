"""The stand-ins for Apple's and Google's push services, as a test runs them."""

import contextlib
import json
import queue
import socket
import ssl
import subprocess
import threading


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

    def __init__(self, program, folder, *options):
        command = [program, "--dir", folder, *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.events = queue.Queue()
        self.history = []
        self._control = None
        self._hooks = []
        self.__dict__.update(json.loads(self.process.stdout.readline()))
        host, port = self.control.rsplit(":", 1)
        self._control = socket.create_connection((host, int(port)), timeout=10).makefile("rw")
        self._lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            event = json.loads(line)
            for hook in self._hooks:
                hook(event)
            self.history.append(event)
            self.events.put(event)

    def on_event(self, hook):
        """Calls `hook(event)` for each further event, in the thread that reads them: it wakes a phone, and does not block."""
        self._hooks.append(hook)

    def next_event(self, timeout=10):
        """The next event that was not taken yet. `queue.Empty` is raised at the time-out, in seconds."""
        return self.events.get(timeout=timeout)

    def pushes(self, **members):
        """The pushes up to now whose members are these, for instance `token=…, status=200`."""
        return [e for e in self.history if e["event"] == "push" and members.items() <= e.items()]

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

    def tls_context(self):
        """A client's TLS settings that trust the stand-in."""
        return ssl.create_default_context(cafile=self.ca)

    def close(self):
        """Ends the stand-in."""
        with contextlib.suppress(OSError):
            self._control.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
