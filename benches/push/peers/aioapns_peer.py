"""aioapns as a client of Apple's push service: {port, ca, key, key_id, team_id, topic, count, in_flight} on standard input."""

import asyncio
import json
import ssl
import sys
import time

import aioapns
import aioapns.connection

CALL = {
    "type": "call",
    "call_id": "6f1c0f0e-3ddb-4b10-9d1e-5f4b1c0a8c11",
    "caller": "alice",
    "caller_name": "Alice Example",
    "callee": "bob",
    "domain": "example.org",
}


async def main(work):
    protocol = aioapns.connection.APNsProductionClientProtocol
    protocol.APNS_SERVER, protocol.APNS_PORT = "localhost", work["port"]
    client = aioapns.APNs(
        key=work["key"],
        key_id=work["key_id"],
        team_id=work["team_id"],
        topic=work["topic"],
        ssl_context=ssl.create_default_context(cafile=work["ca"]),
        max_connections=1,
    )

    async def push(number):
        request = aioapns.NotificationRequest(
            device_token=f"{number:064x}", message=CALL, push_type=aioapns.PushType.VOIP, priority=10, time_to_live=0
        )
        result = await client.send_notification(request)
        assert result.is_successful, result.description

    numbers = iter(range(1, work["count"] + 1))

    async def worker():
        for number in numbers:
            await push(number)

    await push(0)
    start, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*[worker() for _ in range(work["in_flight"])])
    figures = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps({"pushes": work["count"], **figures}))
    client.pool.close()


asyncio.run(main(json.load(sys.stdin)))
