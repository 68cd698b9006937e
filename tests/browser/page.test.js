// What the page looks like, asks for and says, in each browser and mode that a customer may have.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";

import { BROWSERS, DESKTOP, PHONE } from "./lib/browsers.js";
import { BUTTON } from "./lib/customer.js";
import { desktop } from "./lib/desktop.js";
import { EXPIRED, HANDBOOK, REVOKED, SEALED, oneTime, query } from "./lib/links.js";
import { pixelsIn } from "./lib/png.js";
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
    page: `language = "ar"\ndirection = "rtl"\nbrand_name = "أكمي فون"\nnew_link_url = "${NEW_LINK}"\n[texts]\n${arabic()}`,
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
    used_title: "سبق استخدام هذا الرابط",
    used: "تعمل هذه الروابط مرة واحدة. إذا كان {brand} معدّاً فافتحه. وإن لم تستخدم الرابط بنفسك فاطلب رابطاً جديداً فوراً.",
    unavailable_title: "يرجى المحاولة مرة أخرى",
    unavailable: "لا يمكن إعداد {brand} الآن. ما زال رابطك صالحاً: حاول مرة أخرى بعد دقيقة.",
    try_again: "حاول مرة أخرى",
    new_link: "الحصول على رابط جديد",
    method_title: "افتح هذا الرابط في متصفح",
    method: "اضغط على الرابط في رسالتك.",
    too_long_title: "هذا الرابط طويل جداً",
    too_long: "افتح الرابط من رسالتك أو اطلب رابطاً جديداً.",
  };
  return Object.entries(texts).map(([name, text]) => `${name} = ${JSON.stringify(text)}\n`).join("");
}

const SET_UP = {
  en: ["Set up Acme Phone", "Open Acme Phone"],
  de: ["Acme Phone einrichten", "Acme Phone öffnen"],
  ar: ["إعداد أكمي فون", "فتح أكمي فون"],
};
const BAD = { en: ["This link does not work"], de: ["Dieser Link funktioniert nicht"] };
const GONE = {
  en: ["This link is no longer valid", "Get a new link"],
  de: ["Dieser Link ist nicht mehr gültig", "Neuen Link anfordern"],
};
const USED = {
  en: ["This link was used already", "Get a new link"],
  de: ["Dieser Link wurde bereits verwendet", "Neuen Link anfordern"],
  ar: ["سبق استخدام هذا الرابط", "الحصول على رابط جديد"],
};
const UNAVAILABLE = {
  en: ["Please try again", "Try again"],
  de: ["Bitte versuchen Sie es noch einmal", "Noch einmal versuchen"],
  ar: ["يرجى المحاولة مرة أخرى", "حاول مرة أخرى"],
};

/**
 * What a launch link carries, and what comes of it: the heading, the button's text, and where that leads. A page with
 * `taps` is the answer to one more tap than those, and one without `hasStore` to a tap that cannot be claimed.
 */
const PAGES = {
  good: { payload: HANDBOOK.payload, status: 200, says: SET_UP, href: HANDBOOK.appLink },
  sealed: { payload: SEALED.payload, status: 200, says: SET_UP, href: SEALED.appLink },
  bad: { payload: "evil", status: 400, says: BAD },
  expired: { payload: EXPIRED, status: 410, says: GONE, href: NEW_LINK },
  revoked: { payload: REVOKED, status: 410, says: GONE, href: NEW_LINK },
  form: { payload: oneTime, status: 200, says: SET_UP },
  open: { payload: oneTime, taps: 1, status: 200, says: SET_UP, href: HANDBOOK.appLink },
  used: { payload: oneTime, taps: 5, status: 410, says: USED, href: NEW_LINK },
  unavailable: { payload: oneTime, taps: 0, hasStore: false, status: 503, says: UNAVAILABLE },
};

/** The pages of a handler that has no settings for them, and the rules that they keep. */
const PLAIN = ["bad", "expired", "form", "open", "used", "unavailable"];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const SCREENS = { phone: PHONE, desktop: DESKTOP };
/** A window with a mouse, but without room for the QR code. */
const WITHOUT_CODE = { ...DESKTOP, width: 700 };
const SCHEMES = ["light", "dark"];

/** The tested pages: all in English, and in the other looks those that differ. */
const KINDS = {
  en: Object.keys(PAGES),
  de: ["good", "bad", "expired", "used", "unavailable"],
  logo: ["good"],
  bare: ["good", "used"],
  rtl: ["good", "form", "used", "unavailable"],
};
const VIEWS = Object.entries(KINDS)
  .flatMap(([look, kinds]) => kinds.map((kind) => ({ look, kind })))
  .flatMap((view) => Object.keys(SCREENS).map((screen) => ({ ...view, screen })));

const SEEN = `
  const button = document.querySelector(".button");
  const brand = document.querySelector(".brand");
  const pictures = [...document.images];
  return {
    language: document.documentElement.lang,
    title: document.title,
    heading: document.querySelector("h1").innerText,
    button: button?.innerText,
    href: button?.getAttribute("href") ?? undefined,
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
    for (const [look, { page }] of Object.entries(LOOKS)) servers[look] = await serve({ page, claims: true });
    servers.plain = await serve({ claims: true });
  });

  after(async () => {
    for (const server of Object.values(servers)) await server.stop();
    desk.remove();
  });

  /** A link to a page, or to the form page before it. */
  function linkTo({ look, kind }) {
    const { payload } = PAGES[kind];
    return servers[look].launchLink(query(typeof payload === "string" ? payload : payload()));
  }

  /** Goes to a page as a customer does, and returns the status that the handler gave it. */
  async function goTo(browser, { look, kind }, screen) {
    const { taps, hasStore = true } = PAGES[kind];
    const server = servers[look];
    const link = linkTo({ look, kind });
    const count = server.requests.length;
    for (let tap = 1; tap <= (taps ?? 0); tap++) await fetch(link, { method: "POST", redirect: "manual" });
    assert.equal(await browser.open(link, screen), true);
    if (taps !== undefined) {
      const giveBack = hasStore ? () => {} : server.takeClaims();
      await clickThrough(browser);
      giveBack();
      await leaveButtons(browser);
    }
    const requests = taps === undefined ? 1 : taps + 2;
    await server.requestsAfter(count + requests - 1);
    assert.equal(server.requests.length, count + requests);
    return server.requests.at(-1).status;
  }

  /** Moves the mouse to where nothing is. */
  const leaveButtons = (browser) => browser.clickAt(1, 1);

  /** Clicks the button, and waits for the page to which it leads. */
  async function clickThrough(browser) {
    await browser.run("globalThis.isLeft = true");
    await browser.click(BUTTON);
    const isThere = () => browser.run("return !globalThis.isLeft && document.readyState === 'complete'").catch(() => false);
    for (let left = 200; left > 0 && !(await isThere()); left--) await setTimeout(50);
  }

  for (const { name, start, narrowest, touch } of BROWSERS) {
    for (const colorScheme of SCHEMES) {
      describe(`in ${name}, ${colorScheme}`, () => {
        let browser;
        before(async () => (browser = await start({ desk, colorScheme })));
        after(() => browser?.close());

        for (const view of VIEWS) looks(() => browser, { ...view, browser: name, colorScheme });
        fits(() => browser, narrowest);
        looksTheSame(() => browser, name === "webkit" ? [PHONE] : [PHONE, WITHOUT_CODE]);
        if (colorScheme === "light") {
          plainPages(() => browser, name, narrowest);
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
      const { says, status, href } = PAGES[kind];
      const { lang, brand, page } = LOOKS[look];
      const [heading, ...texts] = says[lang];
      const [button] = href === NEW_LINK && !page.includes(NEW_LINK) ? [] : texts;
      assert.equal(await goTo(browser(), view, SCREENS[screen]), status);
      const seen = await browser().run(SEEN);
      // JSON has no undefined.
      assert.deepEqual({ button: undefined, href: undefined, ...seen }, {
        language: lang,
        title: heading,
        heading,
        button,
        href: button && href,
        brand,
        isDark: colorScheme === "dark",
        isBright: colorScheme === "light",
        styles: 1,
        scripts: 0,
        isDrawn: true,
        resources: [],
      });
      assert.deepEqual((await browser().complaints()) ?? [], []);
      await browser().screenshot(path);
      if (screen === "desktop" && ["good", "sealed", "form"].includes(kind)) {
        const read = execFileSync("zbarimg", ["--quiet", "--nodbus", "--raw", path], { encoding: "utf8" });
        assert.equal(read, `${BASE}${new URL(await browser().address()).search}\n`);
      }
      await axeFindsNothing(browser());
    });
  }

  async function axeFindsNothing(browser, options = {}) {
    await browser.run(AXE);
    const { found, passes } = await browser.run(`
      const { violations, incomplete, passes } = await axe.run(${JSON.stringify(options)});
      const found = [...violations, ...incomplete].map(({ id, nodes }) => id + ": " + nodes[0].html);
      return { found, passes: passes.map(({ id }) => id) };`);
    assert.deepEqual(found, []);
    assert.ok(passes.includes("color-contrast"));
  }

  function plainPages(browser, name, width) {
    for (const kind of PLAIN) {
      test(`without a page's settings, ${kind}`, async () => {
        assert.equal(await goTo(browser(), { look: "plain", kind }, { ...PHONE, width }), PAGES[kind].status);
        assert.ok((await browser().run("return document.documentElement.scrollWidth")) <= width);
        await browser().screenshot(join(SCREENSHOTS, `${name}-plain-${kind}.png`));
        await axeFindsNothing(browser(), { runOnly: WCAG });
      });
    }
  }

  function fits(browser, width) {
    test(`pages fit where ${width} pixels are there`, async () => {
      for (const look of Object.keys(LOOKS)) {
        for (const kind of Object.keys(PAGES)) {
          await goTo(browser(), { look, kind }, { ...PHONE, width });
          const [inner, needed] = await browser().run("return [innerWidth, document.documentElement.scrollWidth]");
          assert.equal(inner, width);
          assert.ok(needed <= width, `${look}, ${kind}: ${needed} pixels wide`);
        }
      }
    });
  }

  // WebKit draws what is right of 512 pixels in two ways, as it likes.
  function looksTheSame(browser, screens) {
    test("the form's button looks like that of a link", async () => {
      for (const look of Object.keys(LOOKS)) {
        for (const screen of screens) {
          const [form, link] = [await buttonOf(look, "form", screen), await buttonOf(look, "sealed", screen)];
          assert.deepEqual(form.box, link.box);
          assert.ok(form.pictures.every((picture, i) => picture.equals(link.pictures[i])), `${look}, ${screen.width} pixels wide`);
          assert.ok(!form.pictures[0].equals(form.pictures[1]), "the focus is to be seen");
        }
      }
    });

    /** Where it is, with some pixels around it, and pictures of that: as it is, and with the keyboard's focus. */
    async function buttonOf(look, kind, screen) {
      await goTo(browser(), { look, kind }, screen);
      await leaveButtons(browser());
      const box = await browser().run(`
        const { left, right, top, bottom } = document.querySelector(".button").getBoundingClientRect();
        const pixels = (length) => Math.round(length * devicePixelRatio);
        return { left: pixels(left - 8), right: pixels(right + 8), top: pixels(top - 8), bottom: pixels(bottom + 8) };`);
      const path = join(SCREENSHOTS, "button.png");
      const shoot = async () => {
        await browser().screenshot(path);
        return pixelsIn(readFileSync(path), box);
      };
      const pictures = [await shoot()];
      await browser().press("Tab");
      pictures.push(await shoot());
      rmSync(path);
      return { box, pictures };
    }
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
      assert.equal(await isShown(WITHOUT_CODE), false);
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
