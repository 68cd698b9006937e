// What the page looks like, asks for and says, in each browser and mode that a customer may have.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { BROWSERS, DESKTOP, PHONE } from "./lib/browsers.js";
import { desktop } from "./lib/desktop.js";
import { EXPIRED, HANDBOOK, REVOKED, SEALED, query } from "./lib/links.js";
import { BASE, serve } from "./lib/siplaunch.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { SCREENSHOTS } = process.env;

const NEW_LINK = "https://portal.example/new-link";
const COMMON = `
brand_name = "Acme Phone"
app_store = "https://apps.apple.com/app/id0000000000"
google_play = "https://play.google.com/store/apps/details?id=com.example.phone"
new_link_url = "${NEW_LINK}"
`;

const LOGO = join(import.meta.dirname, "logo.svg");

/** Each with a look of its own: the default, a light colour that needs dark text, a logo, little, right to left. */
const LOOKS = {
  en: { lang: "en", brand: "Acme Phone", page: `language = "en"\n${COMMON}` },
  de: { lang: "de", brand: "Acme Phone", page: `language = "de"\naccent_color = "#ffcc00"\n${COMMON}` },
  logo: {
    lang: "en",
    brand: "Nordlicht Telekom",
    page: `accent_color = "#0f766e"\nlogo = "${LOGO}"\nlogo_alt = "Nordlicht Telekom"\n${COMMON}`,
  },
  bare: { lang: "en", brand: "Acme Phone", page: `brand_name = "Acme Phone"\naccent_color = "#111111"\n` },
  rtl: {
    lang: "ar",
    brand: "أكمي فون",
    page: `language = "ar"\ndirection = "rtl"\nbrand_name = "أكمي فون"\n[texts]\n${arabic()}`,
  },
};

function arabic() {
  const texts = {
    title: "إعداد {brand}",
    lead: "يفتح الزر التطبيق ويسجّل دخولك. لا حاجة إلى كتابة أي شيء.",
    button: "فتح {brand}",
    install: "ليس لديك التطبيق بعد؟ ثبّته أولاً ثم عد إلى هذه الصفحة.",
    app_store: "App Store",
    google_play: "Google Play",
    scan_title: "امسح الرمز بهاتفك",
    scan: "وجّه كاميرا هاتفك نحو الرمز وتابع من هناك.",
    scan_label: "رمز QR لهذا الرابط",
    bad_link_title: "هذا الرابط لا يعمل",
    bad_link: "ربما فُقد جزء منه. افتح الرابط كاملاً من رسالتك أو اطلب رابطاً جديداً.",
    gone_title: "لم يعد هذا الرابط صالحاً",
    gone: "لحماية حسابك تعمل هذه الروابط لفترة محدودة. يرجى طلب رابط جديد.",
    new_link: "الحصول على رابط جديد",
    method_title: "افتح هذا الرابط في متصفح",
    method: "اضغط على الرابط في رسالتك.",
    too_long_title: "هذا الرابط طويل جداً",
    too_long: "افتح الرابط من رسالتك أو اطلب رابطاً جديداً.",
  };
  return Object.entries(texts).map(([name, text]) => `${name} = ${JSON.stringify(text)}\n`).join("");
}

const SET_UP = { en: ["Set up Acme Phone", "Open Acme Phone"], de: ["Acme Phone einrichten", "Acme Phone öffnen"] };
const BAD = { en: ["This link does not work"], de: ["Dieser Link funktioniert nicht"] };
const GONE = {
  en: ["This link is no longer valid", "Get a new link"],
  de: ["Dieser Link ist nicht mehr gültig", "Neuen Link anfordern"],
};

/** What a launch link carries, and what comes of it: the heading, the button's text, and where that leads. */
const PAGES = {
  good: { payload: HANDBOOK.payload, status: 200, says: { ...SET_UP, ar: ["إعداد أكمي فون", "فتح أكمي فون"] }, href: HANDBOOK.appLink },
  sealed: { payload: SEALED.payload, status: 200, says: SET_UP, href: SEALED.appLink },
  bad: { payload: "evil", status: 400, says: BAD },
  expired: { payload: EXPIRED, status: 410, says: GONE, href: NEW_LINK },
  revoked: { payload: REVOKED, status: 410, says: GONE, href: NEW_LINK },
};

const SCREENS = { phone: PHONE, desktop: DESKTOP };
const SCHEMES = ["light", "dark"];

/** The tested pages: all in English, those that differ in German, and the further looks. */
const VIEWS = Object.keys(LOOKS)
  .flatMap((look) => ({ en: Object.keys(PAGES), de: ["good", "bad", "expired"] }[look] ?? ["good"]).map((kind) => ({ look, kind })))
  .flatMap((view) => Object.keys(SCREENS).map((screen) => ({ ...view, screen })));

const SEEN = `
  const button = document.querySelector("a.button");
  const brand = document.querySelector(".brand");
  const pictures = [...document.images];
  return {
    language: document.documentElement.lang,
    title: document.title,
    heading: document.querySelector("h1").innerText,
    button: button?.innerText,
    href: button?.getAttribute("href"),
    brand: brand.querySelector("img")?.alt ?? brand.lastChild.textContent,
    isDark: matchMedia("(prefers-color-scheme: dark)").matches,
    isBright: Number(/\\d+/.exec(getComputedStyle(document.body).backgroundColor)[0]) > 127,
    styles: document.styleSheets.length,
    scripts: document.scripts.length,
    isDrawn: pictures.every(({ naturalWidth }) => naturalWidth > 0),
    resources: performance.getEntriesByType("resource").map(({ name }) => name),
  };`;

describe("the page", { concurrency: false }, () => {
  const desk = desktop();
  const servers = {};

  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    for (const [look, { page }] of Object.entries(LOOKS)) servers[look] = await serve({ page });
  });

  after(async () => {
    for (const server of Object.values(servers)) await server.stop();
    desk.remove();
  });

  const linkTo = ({ look, kind }) => servers[look].launchLink(query(PAGES[kind].payload));

  for (const { name, start, narrowest, touch } of BROWSERS) {
    for (const colorScheme of SCHEMES) {
      describe(`in ${name}, ${colorScheme}`, () => {
        let browser;
        before(async () => (browser = await start({ desk, colorScheme })));
        after(() => browser?.close());

        for (const view of VIEWS) looks(() => browser, { ...view, browser: name, colorScheme });
        fits(() => browser, narrowest);
        if (colorScheme === "light") {
          suitsTheScreen(() => browser, touch);
          letsNothingIn(() => browser);
        }
      });
    }
  }

  function looks(browser, view) {
    const { look, kind, screen, colorScheme } = view;
    const path = join(SCREENSHOTS, `${[view.browser, look, kind, screen, colorScheme].join("-")}.png`);

    test(`${look}, ${kind}, ${screen}`, async () => {
      const server = servers[look];
      const count = server.requests.length;
      assert.equal(await browser().open(linkTo(view), SCREENS[screen]), true);
      const { says, status, href } = PAGES[kind];
      const { lang, brand } = LOOKS[look];
      const [heading, button] = says[lang];
      const seen = await browser().run(SEEN);
      // JSON has no undefined.
      assert.deepEqual({ button: undefined, href: undefined, ...seen }, {
        language: lang,
        title: heading,
        heading,
        button,
        href,
        brand,
        isDark: colorScheme === "dark",
        isBright: colorScheme === "light",
        styles: 1,
        scripts: 0,
        isDrawn: true,
        resources: [],
      });
      assert.deepEqual((await server.requestsAfter(count)).map((request) => request.status), [status]);
      assert.deepEqual((await browser().complaints()) ?? [], []);
      await browser().screenshot(path);
      if (screen === "desktop" && ["good", "sealed"].includes(kind)) {
        const read = execFileSync("zbarimg", ["--quiet", "--nodbus", "--raw", path], { encoding: "utf8" });
        assert.equal(read, `${BASE}?${query(PAGES[kind].payload)}\n`);
      }
      await axeFindsNothing(browser());
    });
  }

  async function axeFindsNothing(browser) {
    await browser.run(AXE);
    const { found, passes } = await browser.run(`
      const { violations, incomplete, passes } = await axe.run();
      const found = [...violations, ...incomplete].map(({ id, nodes }) => id + ": " + nodes[0].html);
      return { found, passes: passes.map(({ id }) => id) };`);
    assert.deepEqual(found, []);
    assert.ok(passes.includes("color-contrast"));
  }

  function fits(browser, width) {
    test(`pages fit where ${width} pixels are there`, async () => {
      for (const look of Object.keys(LOOKS)) {
        for (const kind of Object.keys(PAGES)) {
          await browser().open(linkTo({ look, kind }), { ...PHONE, width });
          const [inner, needed] = await browser().run("return [innerWidth, document.documentElement.scrollWidth]");
          assert.equal(inner, width);
          assert.ok(needed <= width, `${look}, ${kind}: ${needed} pixels wide`);
        }
      }
    });
  }

  function suitsTheScreen(browser, touch) {
    test("the code is for those who have a mouse and room, and the button for all", async () => {
      const isShown = async (screen) => {
        await browser().open(linkTo({ look: "en", kind: "good" }), screen);
        const [height, code] = await browser().run(`
          const height = (selector) => document.querySelector(selector).getBoundingClientRect().height;
          return [height(".button"), height(".code")];`);
        assert.ok(height >= 48, `the button is ${height} pixels high`);
        return code > 0;
      };
      assert.equal(await isShown(DESKTOP), true);
      assert.equal(await isShown(PHONE), false);
      assert.equal(await isShown({ ...DESKTOP, width: 700 }), false);
      if (touch) assert.equal(await isShown({ ...DESKTOP, touch: true }), false);
    });
  }

  function letsNothingIn(browser) {
    test("a script, a style or a picture that got in would do nothing", async () => {
      await browser().open(linkTo({ look: "en", kind: "good" }), DESKTOP);
      const { refused, title, height } = await browser().run(`
        const refused = [];
        addEventListener("securitypolicyviolation", ({ violatedDirective }) => refused.push(violatedDirective));
        const script = document.createElement("script");
        script.textContent = "document.title = 'evil'";
        const picture = document.createElement("img");
        picture.src = "/evil.png";
        document.body.append(script, picture);
        document.body.setAttribute("style", "display: none");
        while (refused.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
        const { height } = document.querySelector("h1").getBoundingClientRect();
        return { refused: refused.sort(), title: document.title, height };`);
      assert.deepEqual(refused, ["img-src", "script-src-elem", "style-src-attr"]);
      assert.equal(title, "Set up Acme Phone");
      assert.ok(height > 0);
      // The tests above would have seen it, where the browser tells.
      assert.notEqual((await browser().complaints())?.length, 0);
    });
  }

  test("nothing beyond the page was ever asked of the server", () => {
    for (const { requests } of Object.values(servers)) {
      assert.ok(requests.length > 0);
      assert.deepEqual([...new Set(requests.map(({ path }) => path))], ["/p"]);
    }
  });
});
