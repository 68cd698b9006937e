// A tap on a one-time link, and on a sealed link that needs a tap: what the app gets, and where the customer ends.
// All that was seen goes into a table, one_time.md, beside the screenshots.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { BROWSERS, DESKTOP, addressAfter } from "./lib/browsers.js";
import { BUTTON, customer } from "./lib/customer.js";
import { desktop } from "./lib/desktop.js";
import { CUSTOMERS, oneTime, query, sealed } from "./lib/links.js";
import { proxy } from "./lib/proxy.js";
import { serve } from "./lib/siplaunch.js";
import { table } from "./lib/table.js";

const { SCREENSHOTS } = process.env;

/** The taps that a link has. */
const TAPS = 5;

/** A window in which the form page and the open page have their buttons at the same place. */
const NARROW = { width: 450, height: 844, scale: 1, touch: false };

/** The handlers whose links need a tap, and their links. */
const HANDLERS = {
  "one-time link": { options: { page: "", claims: true }, payload: oneTime },
  "one-time link, plain pages": { options: { claims: true }, payload: oneTime },
  "sealed link with --confirm": { options: { page: "", confirm: true }, payload: sealed },
  "sealed link with --confirm, plain pages": { options: { confirm: true }, payload: sealed },
};
const [ONE_TIME, ONE_TIME_PLAIN, CONFIRM, CONFIRM_PLAIN] = Object.keys(HANDLERS);

/** The customer whose token a URL parser would spoil. */
const DEFAULT_CUSTOMER = CUSTOMERS.find(({ start }) => start === "//");

describe("a link that needs a tap", { concurrency: false }, () => {
  const desks = Object.fromEntries(BROWSERS.map(({ name }) => [name, []]));
  const seen = table(BROWSERS.map(({ name }) => name));
  const servers = {};
  const proxies = {};

  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    for (const [kind, { options }] of Object.entries(HANDLERS)) servers[kind] = await serve(options);
    const { origin } = servers[ONE_TIME];
    proxies.slow = await proxy(origin, { delay: 900 });
    proxies.strict = await proxy(origin, { policy: (text) => text.replace("form-action 'self' sipphone:", "form-action 'self'") });
  });

  after(async () => {
    seen.write(join(SCREENSHOTS, "one_time.md"), "A link that needs a tap, in real browsers");
    for (const server of [...Object.values(servers), ...Object.values(proxies)]) await server?.stop();
    for (const desk of Object.values(desks).flat()) desk.remove();
  });

  for (const { name, start, launches } of BROWSERS) {
    const opens = launches ? "303, the app opens, form page" : "303, goes to the app link, error page";
    const opensByLink = launches ? "the app opens, open page" : "goes to the app link, error page";
    const again = "200, open page";

    function newDesk(options) {
      const desk = desktop(options);
      desks[name].push(desk);
      return desk;
    }

    /** A test of what a customer does with a new link; what they see becomes a row of the table. */
    function story(tab, situation, tell, { kind = ONE_TIME, through, user = DEFAULT_CUSTOMER, row = situation } = {}) {
      test(`${situation}, ${kind}`, async () => {
        const { browser, desk, looks = true, screen = DESKTOP } = tab;
        const server = servers[kind];
        const link = (proxies[through] ?? server).launchLink(query(HANDLERS[kind].payload(user.credentials)));
        const someone = customer({ browser, desk, server, link, appLink: user.appLink, looks });
        const acts = {
          does: someone.does,
          tap: (expected) => someone.does("tap", () => browser.click(BUTTON), expected),
          back: (expected) => someone.does("back", () => browser.back(), expected),
          /** Back to the page, from the error to which a browser goes that starts no app. */
          returns: (page) => launches || acts.back(page),
        };
        try {
          await someone.does("open", () => browser.open(link, screen), looks ? "form page" : "");
          await tell({ ...acts, browser, server, link });
        } finally {
          seen.note(`${row}, ${kind}`, name, someone.story());
        }
      });
    }

    describe(`in ${name}`, () => {
      const tab = { desk: newDesk() };
      before(async () => (tab.browser = await start({ desk: tab.desk, colorScheme: "light" })));
      after(() => tab.browser?.close());

      for (const kind of Object.keys(HANDLERS)) {
        const users = HANDLERS[kind].payload === oneTime ? CUSTOMERS : [DEFAULT_CUSTOMER];
        const row = `One tap, tokens that start with ${users.map(({ start }) => start).join(" ")}`;
        for (const user of users) {
          story(tab, `One tap, a token that starts with ${user.start}`, ({ tap }) => tap(opens), { kind, user, row });
        }
      }

      for (const kind of [ONE_TIME, ONE_TIME_PLAIN]) {
        story(tab, "Second tap", async ({ tap, returns }) => {
          await tap(opens);
          await returns("form page");
          await tap(again);
          await tap(opensByLink);
        }, { kind });
      }
      for (const kind of [CONFIRM, CONFIRM_PLAIN]) {
        story(tab, "Second tap", async ({ tap, returns }) => {
          await tap(opens);
          await returns("form page");
          await tap(opens);
        }, { kind });
      }

      story(tab, "Double tap, a server that takes 900 ms", async ({ does, browser, tap }) => {
        await does("double tap", async () => browser.clickAt(...(await centre(browser)), 2), "303, 200, open page");
        await tap(opensByLink);
      }, { through: "slow" });

      story(tab, "Back and tap", async ({ tap, returns, back }) => {
        await tap(opens);
        await returns("form page");
        await tap(again);
        await back("form page");
        await tap(again);
        await tap(opensByLink);
      });

      story(tab, "Reload", async ({ does, browser, tap, returns }) => {
        await does("reload", () => browser.reload(), "form page");
        await tap(opens);
        await returns("form page");
        await tap(again);
        await does("reload, and send the form again", () => browser.reload(), again);
        await tap(opensByLink);
      });

      story(tab, "Keyboard only", async ({ does, browser, returns }) => {
        const press = async () => {
          const isThere = await browser.run(`return document.activeElement.matches("${BUTTON}")`);
          if (!isThere) await browser.press("Tab");
          await browser.press("Enter");
        };
        await does("Tab, Enter", press, opens);
        await returns("form page");
        await does("Enter", press, again);
        await does("Tab, Enter", press, opensByLink);
      });

      story(tab, "Used up", async ({ tap, returns, server, link, back }) => {
        await tap(opens);
        await returns("form page");
        const count = server.requests.length;
        for (let taps = 1; taps < TAPS; taps++) assert.equal((await fetch(link, { method: "POST" })).status, 200);
        await server.requestsAfter(count + TAPS - 2);
        await tap("410, This link was used already");
        await back("form page");
      });

      story(tab, "Claim store gone, and back", async ({ does, tap, server, browser }) => {
        const giveBack = server.takeClaims();
        await tap("503, Please try again");
        giveBack();
        await does("tap on “Try again”", () => browser.click(BUTTON), launches ? "303, the app opens, Please try again" : opens);
      });

      // Firefox takes no notice of form-action when it follows a redirect.
      const dropped = name === "firefox" ? opens : "303, form page";
      story(tab, "Control: form-action without the scheme", ({ tap }) => tap(dropped), { through: "strict" });
    });

    describe(`in ${name}, without JavaScript`, () => {
      const tab = { desk: newDesk(), looks: false, screen: NARROW };
      let place;
      before(async () => {
        const scripted = await start({ desk: tab.desk, colorScheme: "light" });
        await scripted.open(servers[ONE_TIME].launchLink(query(oneTime())), NARROW);
        place = await centre(scripted);
        await scripted.close();
        tab.browser = await start({ desk: tab.desk, colorScheme: "light", scripts: false });
      });
      after(() => tab.browser?.close());

      test("a page of its own sees that there is none", async () => {
        const link = servers[ONE_TIME].launchLink(query(oneTime()));
        const page = `<noscript><meta http-equiv="refresh" content="0;url=${link}"></noscript>`;
        await tab.browser.open(`data:text/html,${encodeURIComponent(page)}`, NARROW);
        assert.equal(await addressAfter(tab.browser, /^data:/), link);
      });

      story(tab, "JavaScript off", async ({ does, browser }) => {
        const tap = (expected) => does("tap", () => browser.clickAt(...place), expected);
        await tap(launches ? "303, the app opens" : "303, goes to the app link");
        if (!launches) await does("back", () => browser.back(), "");
        await tap("200");
        await tap(launches ? "the app opens" : "goes to the app link");
      });
    });

    describe(`in ${name}, without the app`, () => {
      const tab = { desk: newDesk({ hasApp: false }) };
      before(async () => (tab.browser = await start({ desk: tab.desk, colorScheme: "light" })));
      after(() => tab.browser?.close());

      // Firefox asks nobody about a scheme that no program has.
      const lost = name === "chromium" ? "no program for the link, " : "";

      async function staysOnPages({ tap, returns }) {
        await tap(launches ? `303, ${lost}form page` : opens);
        await returns("form page");
        await tap(again);
        await tap(launches ? `${lost}open page` : opensByLink);
        await returns("open page");
      }

      story(tab, "No app", staysOnPages, { kind: ONE_TIME_PLAIN });
      story(tab, "No app, which then comes", async (acts) => {
        await staysOnPages(acts);
        tab.desk.install();
        await acts.tap(opensByLink);
      });
    });
  }

  for (const { name } of BROWSERS) {
    test(`${name} keeps no login on disk`, () => {
      for (const { home } of desks[name]) {
        const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
        const paths = files.map((file) => join(file.parentPath, file.name)).filter((path) => path !== join(home, "received"));
        const keepers = (text) => {
          const forms = [Buffer.from(text), Buffer.from(text, "utf16le")];
          return paths.filter((path) => forms.some((form) => readFileSync(path).includes(form)));
        };
        for (const { appLink } of CUSTOMERS) assert.deepEqual(keepers(appLink.slice(-44)), []);
        // It does keep the links. WebKit keeps nothing at all for its driver.
        const links = keepers(servers[ONE_TIME].launchLink("c="));
        assert.equal(links.length > 0, name !== "webkit");
      }
    });
  }
});

/** The middle of the button, as a place in the window. */
const centre = (browser) =>
  browser.run(`
    const { x, y, width, height } = document.querySelector(${JSON.stringify(BUTTON)}).getBoundingClientRect();
    return [Math.round(x + width / 2), Math.round(y + height / 2)];`);
