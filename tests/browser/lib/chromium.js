// Debian's Chromium, with a window, driven by Playwright.

import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { chromium } from "playwright-core";

import { PAUSE } from "./pointer.js";

export const name = "chromium";
export const narrowest = 320;
export const touch = true;
export const launches = true;

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--ozone-platform=x11",
];

const OPTIONS = { executablePath: "/usr/bin/chromium", headless: false, args: ARGS, chromiumSandbox: false };

export async function start({ desk, colorScheme, scripts = true }) {
  const profile = mkdtempSync(join(desk.home, "chromium-"));
  const options = { ...OPTIONS, env: desk.env, viewport: null, colorScheme, javaScriptEnabled: scripts };
  const context = await chromium.launchPersistentContext(profile, options);
  const [page] = context.pages();
  const devtools = await context.newCDPSession(page);
  let opened;
  let complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => request.url() === opened || complaints.push(`asks for ${request.url()}`));

  return {
    async open(url, { width, height, scale, touch }) {
      const metrics = { width, height, deviceScaleFactor: scale, mobile: touch };
      await devtools.send("Emulation.setDeviceMetricsOverride", metrics);
      await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: touch });
      opened = url;
      complaints = [];
      return page.goto(url).then(
        () => true,
        (error) => {
          if (/ERR_ABORTED/.test(error.message)) return false;
          throw error;
        },
      );
    },
    run: async (body) => JSON.parse((await page.evaluate(`(async () => {${body}})().then(JSON.stringify)`)) ?? "null"),
    click: (selector) => page.click(selector),
    async clickAt(x, y, times = 1) {
      await devtools.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
      for (let count = 1; count <= times; count++) {
        if (count > 1) await setTimeout(PAUSE);
        for (const type of ["mousePressed", "mouseReleased"]) {
          await devtools.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: count });
        }
      }
    },
    press: (key) => page.keyboard.press(key),
    back: () => page.goBack(),
    reload: () => page.reload(),
    address: () => page.url(),
    // Chromium itself notes the status of an answer that is an error.
    complaints: () => complaints.filter((text) => !/^Failed to load resource: .* status of [45]\d\d/.test(text)),
    async screenshot(path) {
      const { data } = await devtools.send("Page.captureScreenshot", { format: "png" });
      writeFileSync(path, Buffer.from(data, "base64"));
    },
    close: () => context.close(),
  };
}
