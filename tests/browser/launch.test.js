// A tap ends in the app: the handler program gets exactly the app link. And the customer's view without the app.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { BROWSERS, DESKTOP, addressAfter } from "./lib/browsers.js";
import { desktop } from "./lib/desktop.js";
import { EXPIRED, HANDBOOK, LINKS, query } from "./lib/links.js";
import { serve } from "./lib/siplaunch.js";

const { SCREENSHOTS } = process.env;
const BUTTON = "a.button";

const ON_THE_PAGE = (link) => ({ address: link, shows: "Set up sip:phone" });
const ERROR_OF_WEBKIT = (shows) => () => ({ address: HANDBOOK.appLink, shows });

/** Where each browser ends without the app, by the launch link: only WebKit shows the token in its address bar. */
const WITHOUT_APP = {
  chromium: { redirect: () => ({ address: "about:blank", shows: "" }), button: ON_THE_PAGE },
  firefox: { redirect: (link) => ({ address: link, shows: "about:neterror" }), button: ON_THE_PAGE },
  webkit: {
    redirect: ERROR_OF_WEBKIT("Redirection to URL with a scheme that is not HTTP(S)"),
    button: ERROR_OF_WEBKIT("The URL can’t be shown"),
  },
};

const SHOWS = `
  const [own] = /^about:neterror/.exec(document.documentURI) ?? [];
  return own ?? document.querySelector("h1")?.innerText ?? document.body.innerText;`;

describe("the app gets the app link, byte for byte", { concurrency: false }, () => {
  const desks = { with: desktop(), without: desktop({ hasApp: false }) };
  let redirecting, showing, automatic;

  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    redirecting = await serve();
    showing = await serve({ page: "" });
    automatic = await serve({ page: "auto_open = true" });
  });

  after(async () => {
    for (const server of [redirecting, showing, automatic]) await server?.stop();
    for (const desk of Object.values(desks)) desk.remove();
  });

  for (const { name, start, launches } of BROWSERS) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await start({ desk: desks.with, colorScheme: "light" })));
      after(() => browser?.close());

      const open = (server, payload) => browser.open(server.launchLink(query(payload)), DESKTOP);
      opens(() => browser, open, launches);
    });

    describe(`in ${name}, without the app`, () => {
      let browser;
      before(async () => (browser = await start({ desk: desks.without, colorScheme: "light" })));
      after(() => browser?.close());

      endsWithoutApp(() => browser, name);
    });
  }

  function opens(browser, open, launches) {
    /** What an act has the program started with; without one, what the browser goes to for it. */
    async function from(act) {
      const count = desks.with.received().length;
      await act();
      return launches ? desks.with.receivedAfter(count) : [await addressAfter(browser(), /^http:/)];
    }

    for (const { name, payload, appLink } of LINKS) {
      test(`${name}, through the redirect`, async () => {
        assert.deepEqual(await from(async () => assert.equal(await open(redirecting, payload), false)), [appLink]);
      });

      test(`${name}, through the button`, async () => {
        const received = await from(async () => {
          await open(showing, payload);
          await browser().click(BUTTON);
        });
        assert.deepEqual(received, [appLink]);
      });
    }

    test("the button works from the keyboard", async () => {
      const received = await from(async () => {
        await open(showing, HANDBOOK.payload);
        await browser().press("Tab");
        await browser().press("Enter");
      });
      assert.deepEqual(received, [HANDBOOK.appLink]);
    });

    test("a page that is only looked at starts nothing", async () => {
      const count = desks.with.received().length;
      for (const payload of [HANDBOOK.payload, EXPIRED, "evil"]) assert.equal(await open(showing, payload), true);
      assert.equal(desks.with.received().length, count);
    });

    test("auto-open leaves the button working, where the browser stays on the page", async () => {
      const received = await from(async () => {
        const stays = await open(automatic, HANDBOOK.payload);
        if (stays) await browser().click(BUTTON);
      });
      assert.ok(received.length >= 1 && received.every((link) => link === HANDBOOK.appLink), received);
    });
  }

  function endsWithoutApp(browser, name) {
    const where = async () => ({ address: await browser().address(), shows: await browser().run(SHOWS) });

    test("the redirect leads nowhere", async () => {
      const link = redirecting.launchLink(query(HANDBOOK.payload));
      assert.equal(await browser().open(link, DESKTOP), false);
      assert.deepEqual(await where(), WITHOUT_APP[name].redirect(link));
      await browser().screenshot(join(SCREENSHOTS, `${name}-redirect-without-app.png`));
    });

    test("the button", async () => {
      const link = showing.launchLink(query(HANDBOOK.payload));
      const end = WITHOUT_APP[name].button(link);
      await browser().open(link, DESKTOP);
      await browser().click(BUTTON);
      if (end.address !== link) await addressAfter(browser(), /^http:/);
      assert.deepEqual(await where(), end);
      await browser().screenshot(join(SCREENSHOTS, `${name}-button-without-app.png`));
    });
  }
});
