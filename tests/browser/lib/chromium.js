// Debian's Chromium, with a window, driven by Playwright.

import { join } from "node:path";
import { chromium } from "playwright-core";

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

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** A browser with a profile of its own, which starts other programs as a user's does. */
export function persistent({ home, env }) {
  return chromium.launchPersistentContext(join(home, "profile"), { ...OPTIONS, env });
}

/** A browser for many contexts. */
export function browser({ env }) {
  return chromium.launch({ ...OPTIONS, env });
}

/** Opens a page and keeps all that it asks for and complains of. */
export async function watched(context) {
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, requests, complaints };
}
