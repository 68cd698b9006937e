"""The `siplaunch` command: the known answers that a portal's links, messages and pages are compared with."""

import json
import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from portal import BASE, BRAND_NAME, SIP_SERVER, TARGET

COMMAND = os.environ.get("SIPLAUNCH", str(TARGET / "debug" / "siplaunch"))


@dataclass(frozen=True)
class Answer:
    """An answer of the launch handler."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Command:
    """The command, with the portal's key file, in a folder for files of its own."""

    folder: Path

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.folder / "keys.toml"

    def keygen(self) -> None:
        """Make the key file and the settings of the page."""
        self._run("keygen", self.keys)
        (self.folder / "page.toml").write_text(f'brand_name = "{BRAND_NAME}"\n')

    def open(self, link: str) -> dict:
        """Open a sealed link: its credentials, expiry and id."""
        return json.loads(self._run("open", "--json", "--show-password", "--key-file", self.keys, stdin=link))

    def link(self, username: str, password: str, expires: int) -> str:
        """Make the sealed link that expires at a time."""
        return self._sealed("link", [], username, password, expires).strip()

    def sms(self, username: str, password: str, expires: int) -> str:
        """Write the SMS with that link."""
        return self._sealed("sms", ["--brand-name", BRAND_NAME], username, password, expires).removesuffix("\n")

    def mail(self, username: str, password: str, expires: int) -> dict:
        """Write the mail with that link: subject, text and HTML."""
        return json.loads(self._sealed("mail", ["--json", "--brand-name", BRAND_NAME], username, password, expires))

    def app_link(self, username: str, password: str) -> str:
        """Make the app link."""
        made = self._run(
            "link", "--json", "--username", username, "--server", SIP_SERVER, "--base", BASE, "--password-env", "PW",
            PW=password,
        )  # fmt: skip
        return json.loads(made)["app_link"]

    def answer(self, method: str, query: str, agent: str, *, revoked: str = "") -> Answer:
        """Answer a request as the launch handler."""
        ids = self.folder / "revoked.txt"
        ids.write_text(revoked)
        options = ["--key-file", self.keys, "--sealed-only", "--base", BASE, "--page", "--revoked", ids]
        request = {"REQUEST_METHOD": method, "QUERY_STRING": query, "HTTP_USER_AGENT": agent}
        answer = self._run("cgi", *options, "--page-config", self.folder / "page.toml", **request)
        head, _, body = answer.partition("\n\n")
        headers = dict(line.split(": ", 1) for line in head.splitlines())
        return Answer(int(headers.pop("Status").split()[0]), headers, body)

    def _sealed(self, name: str, options: list[str], username: str, password: str, expires: int) -> str:
        # The command takes a lifetime: its clock stands an hour before the expiry.
        clock = {
            "LD_PRELOAD": "/usr/$LIB/faketime/libfaketime.so.1",
            "FAKETIME": datetime.fromtimestamp(expires - 3600, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            "TZ": "UTC",
        }
        account = ["--username", username, "--server", SIP_SERVER, "--password-env", "PW"]
        seal = ["--base", BASE, "--seal", "--ttl", "1h", "--key-file", self.keys]
        return self._run(name, *options, *account, *seal, PW=password, **clock)

    def _run(self, *arguments: str | Path, stdin: str = "", **environment: str) -> str:
        command = subprocess.run(
            [COMMAND, *arguments], input=stdin.encode(), env=os.environ | environment, capture_output=True, check=False
        )
        assert command.returncode == 0, command.stderr.decode()
        return command.stdout.decode()
