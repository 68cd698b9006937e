"""The handbook's twelve steps (B.1.2), found in a capture of one call."""

from dataclasses import dataclass

from capture import Packet

STEPS = [
    "Caller sends INVITE to proxy",
    "Callee is offline, proxy forwards call to AS",
    "AS subscribes to registration state of callee at proxy",
    "AS gives the caller feedback, as the process might take a while",
    "AS sends push request to the provider",
    "Provider delivers request to callee",
    "Callee wakes, registers at proxy",
    "Proxy sends registration notification to AS",
    "AS deflects call back to proxy",
    "Proxy sends INVITE to callee",
    "Callee accepts call",
    "Response is sent back to caller, call setup completed",
]


@dataclass
class Ports:
    """Who listens where. `callers` and the `provider`'s clients have ports of their own."""

    proxy: int
    application_server: int
    provider: int
    phone: int
    phone_push: int
    caller: int


def twelve(packets: list[Packet], ports: Ports) -> list[Packet]:
    """The packet of each step. An AssertionError names the first one that is missing, or out of its order."""
    proxy, server, phone, caller = ports.proxy, ports.application_server, ports.phone, ports.caller

    def sip(source, target, method="", status=0, cseq="", contains="", without="\0"):
        def fits(packet):
            return (
                packet.kind == "udp"
                and packet.source == source
                and packet.target == target
                and packet.method == method
                and (packet.status == status if status else not packet.status)
                and (not cseq or packet.cseq == cseq)
                and contains in packet.text
                and without not in packet.text
            )

        return fits

    tests = [
        sip(caller, proxy, "INVITE"),
        sip(proxy, server, "INVITE", contains="\r\nP-App-Param: "),
        sip(server, proxy, "SUBSCRIBE", contains="\r\nEvent: reg\r\n"),
        lambda packet: packet.kind == "udp" and packet.source == server and packet.status in (180, 183),
        lambda packet: packet.kind == "http2" and packet.target == ports.provider and packet.line.startswith("POST /")
        and "/token" not in packet.line,
        lambda packet: packet.kind == "udp" and packet.target == ports.phone_push,
        sip(phone, proxy, "REGISTER"),
        sip(proxy, server, "NOTIFY", contains='<contact ', without='state="terminated"'),
        sip(server, proxy, status=300, cseq="INVITE"),
        sip(proxy, phone, "INVITE", without="\r\nP-App-Param:"),
        sip(phone, proxy, status=200, cseq="INVITE"),
        sip(proxy, caller, status=200, cseq="INVITE"),
    ]
    found: list[Packet] = []
    after = 0
    for number, (name, test) in enumerate(zip(STEPS, tests, strict=True), 1):
        index = next((index for index, packet in enumerate(packets) if test(packet)), None)
        assert index is not None, f"step {number} is missing: {name}"
        assert index >= after, f"step {number} is out of its order: {name}"
        after = index + 1
        found.append(packets[index])
    return found
