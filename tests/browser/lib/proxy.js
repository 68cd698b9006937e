// A server between the browser and the handler: slow, or one that spoils the handler's policy.

import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";

/** Passes all on, the answer after a delay in milliseconds, and with what `policy` makes of its Content-Security-Policy. */
export async function proxy(origin, { delay = 0, policy = (text) => text }) {
  const server = createServer(async ({ method, url, headers }, response) => {
    const answer = await fetch(origin + url, { method, headers: { "user-agent": headers["user-agent"] }, redirect: "manual" });
    const body = Buffer.from(await answer.arrayBuffer());
    await setTimeout(delay);
    const kept = new Headers(answer.headers);
    kept.set("content-security-policy", policy(kept.get("content-security-policy")));
    response.writeHead(answer.status, Object.fromEntries(kept));
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    launchLink: (query) => `http://127.0.0.1:${server.address().port}/p?${query}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
