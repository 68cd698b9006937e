// Debian's Firefox, with a window, driven by WebDriver BiDi, which it speaks itself.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { clicksAt, focusWindow } from "./pointer.js";

export const name = "firefox";
export const narrowest = 320;
export const touch = false;
export const launches = true;

const KEYS = { Tab: "\uE004", Enter: "\uE007" };

const PREFERENCES = {
  // As for a user who has said "always": without a question.
  "network.protocol-handler.external.sipphone": true,
  // As for a user who lets it send a form again.
  "dom.confirm_repost.testing.always_accept": true,
  "app.normandy.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/** Keeps what the page's policy refuses, from before the page's first byte on. */
const WATCH = `() => {
  globalThis.refused = [];
  addEventListener("securitypolicyviolation", ({ violatedDirective: rule, blockedURI: uri }) => refused.push(rule + ": " + uri));
}`;

function makeProfile(home, colorScheme, scripts) {
  const folder = mkdtempSync(join(home, "firefox-"));
  const chosen = {
    "layout.css.prefers-color-scheme.content-override": colorScheme === "dark" ? 0 : 1,
    "javascript.enabled": scripts,
  };
  const lines = Object.entries({ ...PREFERENCES, ...chosen }).map(([key, value]) => `user_pref("${key}", ${value});\n`);
  writeFileSync(join(folder, "user.js"), lines.join(""));
  return folder;
}

/** Waits for the line with the address to which its drivers connect. */
function addressFrom(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => reject(new Error(`firefox-esr ended with status ${status}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const [, address] = /^WebDriver BiDi listening on (ws:.*)$/.exec(line) ?? [];
      if (address) resolve(address);
    });
  });
}

/** Commands as calls, and events to a listener. */
async function connect(address, listener) {
  const socket = new WebSocket(`${address}/session`);
  const waiting = new Map();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { type, id, result, error, message, method, params } = JSON.parse(data);
    if (type === "event") return listener(method, params);
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (type === "success") resolve(result);
    else reject(new Error(`${error}: ${message}`));
  };
  await once(socket, "open");
  return (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}

export async function start({ desk, colorScheme, scripts = true }) {
  const args = ["--profile", makeProfile(desk.home, colorScheme, scripts), "--no-remote", "--remote-debugging-port", "0", "about:blank"];
  const child = spawn("firefox-esr", args, { env: desk.env, stdio: ["ignore", "ignore", "pipe"] });
  let opened;
  let complaints = [];
  const send = await connect(await addressFrom(child), (method, { text, request }) => {
    if (method === "log.entryAdded") complaints.push(text);
    else if (request.url !== opened && !request.url.startsWith("data:")) complaints.push(`asks for ${request.url}`);
  });
  child.removeAllListeners("exit");
  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded", "network.beforeRequestSent"] });
  await send("script.addPreloadScript", { functionDeclaration: WATCH });
  const { contexts } = await send("browsingContext.getTree", {});
  const { context } = contexts[0];
  focusWindow("--pid", child.pid);

  async function run(body) {
    const expression = `(async () => {${body}})().then(JSON.stringify)`;
    const options = { expression, target: { context }, awaitPromise: true };
    const { type, result, exceptionDetails } = await send("script.evaluate", options);
    if (type !== "success") throw new Error(exceptionDetails.text);
    return JSON.parse(result.value ?? "null");
  }

  const act = (source) => send("input.performActions", { context, actions: [source] });

  return {
    async open(url, { width, height, scale }) {
      await send("browsingContext.setViewport", { context, viewport: { width, height }, devicePixelRatio: scale });
      opened = url;
      complaints = [];
      return send("browsingContext.navigate", { context, url, wait: "complete" }).then(
        () => true,
        (error) => {
          // It has turned to another program, or found none.
          if (/NS_ERROR_(NO_CONTENT|UNKNOWN_PROTOCOL)/.test(error.message)) return false;
          throw error;
        },
      );
    },
    run,
    async click(selector) {
      const [x, y] = await run(`
        const { x, y, width, height } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
        return [Math.round(x + width / 2), Math.round(y + height / 2)];`);
      await this.clickAt(x, y);
    },
    clickAt: (x, y, times = 1) => act({ type: "pointer", id: "mouse", actions: clicksAt(x, y, times) }),
    async press(key) {
      const value = KEYS[key];
      await act({ type: "key", id: "keyboard", actions: [{ type: "keyDown", value }, { type: "keyUp", value }] });
    },
    back: () => send("browsingContext.traverseHistory", { context, delta: -1 }),
    reload: () => send("browsingContext.reload", { context, wait: "complete" }),
    address: async () => (await send("browsingContext.getTree", {})).contexts[0].url,
    complaints: async () => [...complaints, ...(await run("return refused"))],
    async screenshot(path) {
      const { data } = await send("browsingContext.captureScreenshot", { context });
      writeFileSync(path, Buffer.from(data, "base64"));
    },
    async close() {
      const end = once(child, "exit");
      await send("browser.close", {});
      await end;
    },
  };
}
