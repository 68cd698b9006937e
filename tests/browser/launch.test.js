// A tap ends in the app: the handler program gets exactly the app link.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { persistent } from "./lib/chromium.js";
import { desktop } from "./lib/desktop.js";
import { EXPIRED, HANDBOOK, LINKS, query } from "./lib/links.js";
import { serve } from "./lib/siplaunch.js";

describe("the app gets the app link, byte for byte", { concurrency: false }, () => {
  const desk = desktop();
  let browser, redirecting, showing, automatic;

  before(async () => {
    browser = await persistent(desk);
    redirecting = await serve();
    showing = await serve({ page: "" });
    automatic = await serve({ page: "auto_open = true" });
  });

  after(async () => {
    await browser?.close();
    for (const server of [redirecting, showing, automatic]) await server?.stop();
    desk.remove();
  });

  /** Runs an act in a fresh tab and returns what the handler program got from it. */
  async function receivedFrom(act) {
    const count = desk.received().length;
    const page = await browser.newPage();
    await act(page);
    const received = await desk.receivedAfter(count);
    await page.close();
    return received;
  }

  for (const { name, carried, appLink } of LINKS) {
    test(`${name}, through the redirect`, async () => {
      const received = await receivedFrom(async (page) => {
        // The page stays where it is, which Playwright takes for a failure.
        const opened = page.goto(redirecting.launchLink(query(carried)));
        await assert.rejects(opened, /ERR_ABORTED/);
      });
      assert.deepEqual(received, [appLink]);
    });

    test(`${name}, through the button`, async () => {
      const received = await receivedFrom(async (page) => {
        await page.goto(showing.launchLink(query(carried)));
        await page.getByRole("link", { name: "Open sip:phone" }).click();
      });
      assert.deepEqual(received, [appLink]);
    });
  }

  test("the button works from the keyboard", async () => {
    const received = await receivedFrom(async (page) => {
      await page.goto(showing.launchLink(query(HANDBOOK.carried)));
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
    });
    assert.deepEqual(received, [HANDBOOK.appLink]);
  });

  test("a page that is only looked at starts nothing", async () => {
    const count = desk.received().length;
    for (const carried of [HANDBOOK.carried, EXPIRED, "evil"]) {
      const page = await browser.newPage();
      await page.goto(showing.launchLink(query(carried)));
      await page.close();
    }
    assert.equal(desk.received().length, count);
  });

  test("auto-open leaves the button working, whatever the browser makes of it", async () => {
    const received = await receivedFrom(async (page) => {
      await page.goto(automatic.launchLink(query(HANDBOOK.carried)));
      await page.getByRole("link", { name: "Open sip:phone" }).click();
    });
    assert.ok(received.length >= 1 && received.every((link) => link === HANDBOOK.appLink));
  });
});
