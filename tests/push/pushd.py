"""The push daemon, with a configuration of the test."""

import http.client
import json
import os
import re
import signal
from pathlib import Path

from programs import LOOPBACK, Program, free_port, wait_until

TARGET = Path(os.environ.get("CARGO_TARGET_DIR", Path(__file__).parents[2] / "target"))
PROGRAM = Path(os.environ.get("SIPLAUNCH_PUSHD", TARGET / "release/siplaunch-pushd"))
TOKEN = "a-bearer-token-of-the-tests-0123456789"


def yaml(value, indent: int = 0) -> str:
    """YAML of nested dictionaries, lists and plain values; None is left out."""
    lines = []
    for key, inner in value.items():
        if isinstance(inner, dict):
            lines.append(f"{' ' * indent}{key}:\n{yaml(inner, indent + 2)}")
        elif inner is not None:
            lines.append(f"{' ' * indent}{key}: {json.dumps(inner) if isinstance(inner, list) else json.dumps(str(inner))}")
    return "\n".join(lines)


class Pushd:
    """A push daemon for the providers of `stand_in`. `entries` are added to its configuration, blocks to its blocks."""

    def __init__(self, folder: Path, stand_in, *, sip_port: int | None = None, **entries):
        self.folder = folder
        self.sip = (LOOPBACK, sip_port or free_port())
        self.http = (LOOPBACK, free_port())
        self.configuration = folder / "pushd.yml"
        token = folder / "bearer"
        token.write_text(TOKEN)
        token.chmod(0o600)
        self.entries = {
            "processes": "2",
            "store": f"sqlite:{folder}/devices.db",
            "ca_file": stand_in.ca,
            "http": {"listen": f"{LOOPBACK}:{self.http[1]}", "bearer_token_file": token},
            "sip": {"listen": f"{LOOPBACK}:{self.sip[1]}", "trusted_proxies": [LOOPBACK]},
            "apns": {
                "key_file": stand_in.apns_key,
                "key_id": stand_in.key_id,
                "team_id": stand_in.team_id,
                "topic": stand_in.topic,
                "endpoint": stand_in.apns,
                "sandbox_endpoint": stand_in.apns_sandbox,
            },
            "fcm": {
                "service_account": stand_in.service_account,
                "endpoint": stand_in.fcm,
                "token_endpoint": stand_in.token_uri,
            },
        }
        self.configure(**entries)
        self.program = None

    def configure(self, **entries) -> None:
        """Writes the configuration with other entries. A daemon that runs reads it at SIGHUP."""
        for key, value in entries.items():
            if isinstance(value, dict):
                self.entries[key] = self.entries.get(key, {}) | value
            else:
                self.entries[key] = value
        self.configuration.write_text(yaml({"pushd": self.entries}) + "\n")
        self.configuration.chmod(0o600)

    def start(self, *options, env=None) -> "Pushd":
        self.program = Program([PROGRAM, "--config", self.configuration, *options], self.folder / "pushd.log", env=env)
        wait_until(self.healthy, 10, "the push daemon answers")
        return self

    def healthy(self) -> bool:
        assert self.program.alive(), self.program.output()[-3000:]
        try:
            return self.request("GET", "/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            # Before the daemon listens, the kernel can connect a client to itself: the client hears its own request.
            return False

    def request(self, method: str, path: str, body=None, *, form: bool = False, token: str | None = TOKEN):
        """An HTTP request. A dictionary goes out as JSON. The result is the status and the body."""
        client = http.client.HTTPConnection(*self.http, timeout=5)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
            body = body if form else json.dumps(body)
        try:
            client.request(method, path, body, headers)
            answer = client.getresponse()
            return answer.status, answer.read().decode()
        finally:
            client.close()

    def events(self) -> list[dict]:
        """The lines that the daemon wrote, as JSON."""
        return [json.loads(line) for line in self.program.output().splitlines() if line.startswith("{")]

    def metric(self, name: str, **labels) -> float:
        """The value of a metric, without its prefix; 0 if it has none yet."""
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        total = 0.0
        for line in self.request("GET", "/metrics")[1].splitlines():
            found = re.fullmatch(rf"siplaunch_pushd_{name}(?:\{{(.*)\}})? ([-+.\de]+)", line)
            if found and all(label in (found[1] or "") for label in wanted):
                total += float(found[2])
        return total

    def reload(self) -> None:
        self.program.signal(signal.SIGHUP)

    def stop(self) -> None:
        if self.program:
            self.program.stop()
