// Debian's Chromium, with a window, driven by Playwright.

import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

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

export async function start({ desk, colorScheme }) {
  const profile = mkdtempSync(join(desk.home, "chromium-"));
  const context = await chromium.launchPersistentContext(profile, { ...OPTIONS, env: desk.env, viewport: null, colorScheme });
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
    press: (key) => page.keyboard.press(key),
    address: () => page.url(),
    // Chromium itself notes the status of an answer that is an error.
    complaints: () => complaints.filter((text) => !/^Failed to load resource: .* status of 4\d\d/.test(text)),
    async screenshot(path) {
      const { data } = await devtools.send("Page.captureScreenshot", { format: "png" });
      writeFileSync(path, Buffer.from(data, "base64"));
    },
    close: () => context.close(),
  };
}
