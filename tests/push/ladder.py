"""One call that wakes a phone, with all real parts: `ladder.py steps` prints the handbook's twelve steps with the times
at which they happened, `ladder.py diagram` all that travelled, as a Mermaid sequence diagram."""

import contextlib
import os
import re
import sys
import tempfile
from pathlib import Path

from capture import Packet
from scene import Scene
from steps import STEPS, Ports, twelve


def play(provider: str) -> tuple[list[Packet], Ports]:
    """Plays a call. The result is what travelled, and who was where."""
    with contextlib.ExitStack() as parts, tempfile.TemporaryDirectory() as folder:

        def start(part):
            parts.callback(part.stop)
            return part

        os.environ["SSLKEYLOGFILE"] = f"{folder}/tls-keys"
        scene = Scene(start, Path(folder), wait=10)
        phone = scene.phone("bob", provider)
        capture = scene.capture(phone)
        caller = scene.call("bob").wait()
        return capture.packets(), scene.ports(phone, caller, provider)


class People:
    """The participants of a call, by their ports."""

    def __init__(self, ports: Ports):
        self.by_port = {
            ports.caller: "Caller",
            ports.proxy: "Proxy",
            ports.application_server: "AS",
            ports.provider: "Provider",
            ports.phone: "Phone",
            ports.phone_push: "Phone",
        }
        self.ports = ports

    def ends(self, packet: Packet) -> tuple[str, str]:
        # The daemon's connection to a provider, and a provider's message to a phone, come from ports of their own.
        other = "Provider" if packet.target == self.ports.phone_push else "AS"
        return self.by_port.get(packet.source, other), self.by_port.get(packet.target, other)


def label(packet: Packet, people: People) -> str:
    """What a message says, in a line."""
    if packet.target == people.ports.phone_push:
        return "push"
    if packet.kind != "udp":
        line = packet.line.replace("HTTP ", "")
        return f"HTTP/2 {line.split('/device/')[0] + '/device/…' if '/device/' in line else line}"
    if packet.status:
        return f"{packet.line.removeprefix('SIP/2.0 ')} ({packet.cseq})"
    line = packet.method
    if packet.header("Event"):
        line += f", Event: {packet.header('Event')}"
    if packet.header("P-App-Param"):
        line += ", P-App-Param"
    if packet.method == "SUBSCRIBE" and packet.header("Expires") == "0":
        line += ", Expires: 0"
    if packet.method == "NOTIFY":
        line += ", active" if re.search('<contact [^>]*state="active"', packet.text) else ", not registered"
    return line


def diagram(packets: list[Packet], ports: Ports) -> str:
    """A Mermaid sequence diagram, with the numbers of the twelve steps; what is sent again is not in it."""
    people = People(ports)
    numbers = {id(packet): number for number, packet in enumerate(twelve(packets, ports), 1)}
    lines = ["sequenceDiagram"]
    names = {"AS": "AS: siplaunch-pushd", "Proxy": "Proxy: Kamailio"}
    lines += [f"    participant {name} as {names.get(name, name)}" for name in ("Caller", "Proxy", "AS", "Provider", "Phone")]
    seen = set()
    for packet in packets:
        message = (packet.source, packet.target, packet.text)
        is_audio = packet.kind == "udp" and "\r\n" not in packet.text and packet.target != ports.phone_push
        if message in seen or is_audio:
            continue
        seen.add(message)
        source, target = people.ends(packet)
        step = f"<b>{numbers[id(packet)]}</b> " if id(packet) in numbers else ""
        arrow = "-->>" if packet.status else "->>"
        lines.append(f"    {source}{arrow}{target}: {step}{label(packet, people)}".replace(";", "#59;"))
    return "\n".join(lines)


def steps(packets: list[Packet], ports: Ports) -> str:
    """The twelve steps, with the milliseconds since the first."""
    found, people = twelve(packets, ports), People(ports)
    lines = []
    for number, (name, packet) in enumerate(zip(STEPS, found, strict=True), 1):
        milliseconds = (packet.time - found[0].time) * 1000
        source, target = people.ends(packet)
        lines.append(f"{number:2}. {milliseconds:7.1f} ms  {name}\n{'':16}{source} → {target}: {label(packet, people)}")
    return "\n".join(lines)


if __name__ == "__main__":
    print({"steps": steps, "diagram": diagram}[sys.argv[1]](*play("apns")))
