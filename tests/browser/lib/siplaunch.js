// The real launch handler, as `siplaunch serve` on a port of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

import { CONTEXT, KEY_FILE, REVOKED, idOf } from "./links.js";

/** What the QR code points to: not where the test's server is, so that the two cannot be mixed up. */
export const BASE = "https://portal.example/p";

/**
 * Starts the handler; with `page`, the text of a page configuration, in page mode; with `claims`, for one-time links; with
 * `confirm`, so that every sealed link needs a tap.
 */
export async function serve({ page, claims = false, confirm = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "siplaunch-serve-"));
  const file = async (name, text) => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const args = ["serve", "--listen", "127.0.0.1:0", "--context", CONTEXT];
  args.push("--key-file", await file("keys.toml", KEY_FILE));
  args.push("--revoked", await file("revoked", idOf(REVOKED)));
  const store = join(folder, "claims.db");
  if (claims) args.push("--claims", `sqlite:${store}`);
  if (confirm) args.push("--confirm");
  if (page !== undefined) args.push("--page", "--base", BASE, "--page-config", await file("page.toml", page));

  const child = spawn(process.env.SIPLAUNCH, args, { stdio: ["ignore", "ignore", "pipe"] });
  const requests = [];
  const origin = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => reject(new Error(`siplaunch serve ended with status ${status}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const event = line.startsWith("{") ? JSON.parse(line) : {};
      if (event.listen) resolve(`http://${event.listen}`);
      if (event.path) requests.push(event);
    });
  });

  return {
    origin,
    /** Takes the claim store away, until the function that it returns is called. */
    takeClaims() {
      renameSync(store, `${store}.away`);
      return () => renameSync(`${store}.away`, store);
    },
    launchLink: (query) => `${origin}/p?${query}`,
    /** The requests that the handler has seen, as it logs them. */
    requests,
    /** Waits until it has logged more than `count`, and returns those. */
    async requestsAfter(count) {
      for (let left = 600; left > 0 && requests.length <= count; left--) await setTimeout(50);
      return requests.slice(count);
    },
    stop: async () => {
      child.removeAllListeners("exit");
      child.kill();
      await once(child, "exit");
      await rm(folder, { recursive: true });
    },
  };
}
