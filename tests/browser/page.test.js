// What the page looks like, asks for and says, in each mode that a customer may have.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { DESKTOP, PHONE, browser, watched } from "./lib/chromium.js";
import { desktop } from "./lib/desktop.js";
import { EXPIRED, HANDBOOK, REVOKED, SEALED, query } from "./lib/links.js";
import { BASE, serve } from "./lib/siplaunch.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { SCREENSHOTS } = process.env;

const COMMON = `
brand_name = "Acme Phone"
app_store = "https://apps.apple.com/app/id0000000000"
google_play = "https://play.google.com/store/apps/details?id=com.example.phone"
new_link_url = "https://portal.example/new-link"
`;

const LOGO = join(import.meta.dirname, "logo.svg");

/** Each with a look of its own: the default, a light colour that needs dark text, and a logo. */
const LOOKS = {
  en: `language = "en"\n${COMMON}`,
  de: `language = "de"\naccent_color = "#ffcc00"\n${COMMON}`,
  logo: `accent_color = "#0f766e"\nlogo = "${LOGO}"\nlogo_alt = "Nordlicht Telekom"\n${COMMON}`,
  bare: `brand_name = "Acme Phone"\naccent_color = "#111111"\n`,
  rtl: `language = "ar"\ndirection = "rtl"\nbrand_name = "أكمي فون"\n[texts]\n${arabic()}`,
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

const PAGES = {
  good: { carried: HANDBOOK.carried, status: 200 },
  sealed: { carried: SEALED.carried, status: 200 },
  bad: { carried: "evil", status: 400 },
  expired: { carried: EXPIRED, status: 410 },
  revoked: { carried: REVOKED, status: 410 },
};

const SCREENS = { phone: PHONE, desktop: DESKTOP };
const SCHEMES = ["light", "dark"];

describe("the page", { concurrency: false }, () => {
  const desk = desktop();
  const servers = {};
  const tabs = {};
  let chromium;

  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    chromium = await browser(desk);
    for (const [look, page] of Object.entries(LOOKS)) servers[look] = await serve({ page });
    for (const [screen, options] of Object.entries(SCREENS)) {
      tabs[screen] = await watched(await chromium.newContext(options));
      // The policy lets no script in, axe's neither.
      const withoutPolicy = await chromium.newContext({ ...options, bypassCSP: true });
      tabs[`${screen} for axe`] = await watched(withoutPolicy);
    }
  });

  after(async () => {
    await chromium?.close();
    for (const server of Object.values(servers)) await server.stop();
    desk.remove();
  });

  const linkTo = ({ look, kind }) => servers[look].launchLink(query(PAGES[kind].carried));

  const screenshot = ({ look, kind, screen, colorScheme }) =>
    join(SCREENSHOTS, `${look}-${kind}-${screen}-${colorScheme}.png`);

  /** Opens a page in a tab, and tells what came of it. */
  async function open(tab, view) {
    const { page, requests, complaints } = tabs[tab];
    requests.length = complaints.length = 0;
    await page.emulateMedia({ colorScheme: view.colorScheme });
    const response = await page.goto(linkTo(view));
    return { page, requests, complaints, status: response.status() };
  }

  for (const view of views()) {
    const name = Object.values(view).join(", ");

    test(`${name}: asks for nothing, complains of nothing`, async () => {
      const { page, requests, complaints, status } = await open(view.screen, view);
      assert.equal(status, PAGES[view.kind].status);
      await page.screenshot({ path: screenshot(view) });
      assert.deepEqual(requests, [linkTo(view)]);
      // Chromium itself notes the status of an answer that is an error.
      const own = (text) => /^Failed to load resource: .* status of 4\d\d/.test(text);
      assert.deepEqual(complaints.filter((text) => !own(text)), []);
    });

    test(`${name}: axe finds nothing`, async () => {
      const { page } = await open(`${view.screen} for axe`, view);
      await page.evaluate(AXE);
      const { violations, incomplete, passes } = await page.evaluate(() => globalThis.axe.run());
      const found = [...violations, ...incomplete].map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
      assert.deepEqual(found, []);
      assert.ok(passes.some(({ id }) => id === "color-contrast"));
    });
  }

  test("nothing beyond the page was ever asked of the server", () => {
    for (const { requests } of Object.values(servers)) {
      assert.ok(requests.length > 0);
      assert.deepEqual([...new Set(requests.map(({ path }) => path))], ["/p"]);
    }
  });

  for (const kind of ["good", "sealed"]) {
    for (const colorScheme of SCHEMES) {
      test(`the code on a ${colorScheme} desktop is the launch link (${kind})`, () => {
        const view = { look: "en", kind, screen: "desktop", colorScheme };
        const read = execFileSync("zbarimg", ["--quiet", "--nodbus", "--raw", screenshot(view)], { encoding: "utf8" });
        assert.equal(read, `${BASE}?${query(PAGES[kind].carried)}\n`);
      });
    }
  }

  test("pages fit where 320 pixels are there", async () => {
    const context = await chromium.newContext({ ...PHONE, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    for (const look of Object.keys(LOOKS)) {
      for (const kind of Object.keys(PAGES)) {
        await page.goto(linkTo({ look, kind }));
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 320, `${look}, ${kind}: ${width} pixels wide`);
      }
    }
    await context.close();
  });

  test("the code is for those who have a mouse and room, and the button for all", async () => {
    const isShown = async (options) => {
      const context = await chromium.newContext(options);
      const page = await context.newPage();
      await page.goto(linkTo({ look: "en", kind: "good" }));
      const { height } = await page.getByRole("link", { name: "Open Acme Phone" }).boundingBox();
      assert.ok(height >= 48, `the button is ${height} pixels high`);
      const shown = await page.getByRole("img", { name: "QR code of this link" }).isVisible();
      await context.close();
      return shown;
    };
    assert.equal(await isShown(DESKTOP), true);
    assert.equal(await isShown(PHONE), false);
    assert.equal(await isShown({ viewport: { width: 700, height: 800 } }), false);
    assert.equal(await isShown({ ...DESKTOP, isMobile: true, hasTouch: true }), false);
  });

  test("a script or a style that got in would do nothing", async () => {
    const { page, complaints } = await open("desktop", { look: "en", kind: "good" });
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'evil'";
      document.body.append(script);
      document.body.setAttribute("style", "display: none");
    });
    assert.equal(await page.title(), "Set up Acme Phone");
    assert.ok(await page.getByRole("heading", { level: 1 }).isVisible());
    assert.equal(complaints.filter((text) => text.includes("Content Security Policy")).length, 2);
  });
});

/** What is looked at: all pages in English, those that read otherwise in German, and the further looks. */
function views() {
  const kinds = (look) => ({ en: Object.keys(PAGES), de: ["good", "bad", "expired"] })[look] ?? ["good"];
  return Object.keys(LOOKS)
    .flatMap((look) => kinds(look).map((kind) => ({ look, kind })))
    .flatMap((view) => Object.keys(SCREENS).map((screen) => ({ ...view, screen })))
    .flatMap((view) => SCHEMES.map((colorScheme) => ({ ...view, colorScheme })));
}
