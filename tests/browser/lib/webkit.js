// WebKitGTK's MiniBrowser, with a window, driven by plain WebDriver.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";

import { sizeOf } from "./png.js";
import { clicksAt, focusWindow } from "./pointer.js";

export const name = "webkit";
/** Its tool bar needs so much. */
export const narrowest = 450;
export const touch = false;
export const launches = false;

const KEYS = { Tab: "\uE004", Enter: "\uE007" };
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function command(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

async function startDriver(desk) {
  const port = await freePort();
  const child = spawn("WebKitWebDriver", [`--port=${port}`], { env: desk.env, stdio: "ignore" });
  const driver = `http://127.0.0.1:${port}`;
  for (let left = 600; ; left--) {
    const ready = await command("GET", `${driver}/status`).catch(() => undefined);
    if (ready) return { child, driver };
    if (left === 0 || child.exitCode !== null) throw new Error("WebKitWebDriver did not start");
    await setTimeout(50);
  }
}

export async function start({ desk, colorScheme, scripts = true }) {
  const { child, driver } = await startDriver(desk);
  const args = ["--automation", ...(colorScheme === "dark" ? ["--dark-mode"] : []), ...(scripts ? [] : ["--enable-javascript=false"])];
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { args } } };
  const { sessionId } = await command("POST", `${driver}/session`, { capabilities });
  focusWindow("--class", "MiniBrowser");
  const get = (path) => command("GET", `${driver}/session/${sessionId}/${path}`);
  const post = (path, body) => command("POST", `${driver}/session/${sessionId}/${path}`, body);

  async function run(body) {
    const script = `
      const done = arguments[arguments.length - 1];
      (async () => {${body}})().then(
        (value) => done({ json: JSON.stringify(value) }),
        (error) => done({ error: String(error) }));`;
    const { json, error } = await post("execute/async", { script, args: [] });
    if (error) throw new Error(error);
    return JSON.parse(json ?? "null");
  }

  const screenshot = async () => Buffer.from(await get("screenshot"), "base64");

  /** The window has its frame and tool bar around the page. */
  async function resize({ width, height }) {
    const outer = await get("window/rect");
    const inner = sizeOf(await screenshot());
    await post("window/rect", { width: width + outer.width - inner.width, height: height + outer.height - inner.height });
  }

  return {
    async open(url, screen) {
      await resize(screen);
      await post("url", { url });
      return (await get("url")) === url;
    },
    run,
    async click(selector) {
      const element = await post("element", { using: "css selector", value: selector });
      await post(`element/${element[ELEMENT]}/click`, {});
    },
    clickAt: (x, y, times = 1) =>
      post("actions", { actions: [{ type: "pointer", id: "mouse", actions: clicksAt(x, y, times) }] }),
    async press(key) {
      const value = KEYS[key];
      const actions = [{ type: "keyDown", value }, { type: "keyUp", value }];
      await post("actions", { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    back: () => post("back", {}),
    reload: () => post("refresh", {}),
    address: () => get("url"),
    // Under a driver its console is kept to itself.
    complaints: () => undefined,
    screenshot: async (path) => writeFileSync(path, await screenshot()),
    async close() {
      await command("DELETE", `${driver}/session/${sessionId}`);
      const end = once(child, "exit");
      child.kill();
      await end;
    },
  };
}
