// A logo of any kind is drawn where the text begins, whole and in its own shape.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { BROWSERS, DESKTOP, PHONE } from "./lib/browsers.js";
import { desktop } from "./lib/desktop.js";
import { HANDBOOK, query } from "./lib/links.js";
import { boxOf, picture } from "./lib/png.js";
import { serve } from "./lib/siplaunch.js";

const { SCREENSHOTS } = process.env;
const RED = [0xd0, 0, 0];
const isRed = (red, green, blue) => red > 0xa0 && green < 0x40 && blue < 0x40;

function svg(width, height, attributes) {
  return `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><rect width="${width}" height="${height}" fill="#d00000"/></svg>`;
}

/** WebKit draws an SVG picture in whole rows of pixels: what that takes off a very wide one is on both its sides. */
const ROWS = { webkit: 6 };

/** Each drawing is red and fills its picture. */
const LOGOS = {
  "wide-viewbox.svg": { ratio: 220 / 56, content: svg(220, 56, 'viewBox="0 0 220 56"') },
  "very-wide-viewbox.svg": { ratio: 800 / 56, content: svg(800, 56, 'viewBox="0 0 800 56"'), slack: ROWS },
  "square-viewbox.svg": { ratio: 1, content: svg(24, 24, 'viewBox="0 0 24 24"') },
  "tall-viewbox.svg": { ratio: 56 / 220, content: svg(56, 220, 'viewBox="0 0 56 220"') },
  "sized.svg": { ratio: 220 / 56, content: svg(220, 56, 'width="220" height="56"') },
  "sized-viewbox.svg": { ratio: 220 / 56, content: svg(220, 56, 'width="440" height="112" viewBox="0 0 220 56"') },
  "wide.png": { ratio: 4, content: picture(480, 120, RED) },
  "tall.png": { ratio: 1 / 4, content: picture(60, 240, RED) },
};

describe("a logo begins where the text does", { concurrency: false }, () => {
  const desk = desktop();
  const folder = mkdtempSync(join(tmpdir(), "siplaunch-logos-"));
  const servers = {};

  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    for (const [name, { content }] of Object.entries(LOGOS)) {
      const path = join(folder, name);
      writeFileSync(path, content);
      const page = `logo = "${path}"\nlogo_alt = "Acme"\n`;
      servers[name] = {};
      servers[name].ltr = await serve({ page });
      servers[name].rtl = await serve({ page: `language = "en"\ndirection = "rtl"\n${page}` });
    }
  });

  after(async () => {
    for (const { ltr, rtl } of Object.values(servers)) await Promise.all([ltr?.stop(), rtl?.stop()]);
    rmSync(folder, { recursive: true });
    desk.remove();
  });

  for (const { name, start } of BROWSERS) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await start({ desk, colorScheme: "light" })));
      after(() => browser?.close());

      for (const [logo, { ratio, slack = {} }] of Object.entries(LOGOS)) {
        for (const direction of ["ltr", "rtl"]) {
          for (const screen of [PHONE, DESKTOP]) {
            test(`${logo}, ${direction}, ${screen.width} pixels`, async () => {
              const path = join(SCREENSHOTS, `${name}-${logo}-${direction}-${screen.width}.png`);
              await browser.open(servers[logo][direction].launchLink(query(HANDBOOK.payload)), screen);
              const { text, scale } = await browser.run(`
                const { left, right } = document.querySelector("h1").getBoundingClientRect();
                return { text: { left, right }, scale: devicePixelRatio };`);
              await browser.screenshot(path);
              const box = boxOf(readFileSync(path), isRed);
              const [left, right, top, bottom] = [box.left, box.right, box.top, box.bottom].map((pixels) => pixels / scale);
              const off = direction === "ltr" ? left - text.left : text.right - right;
              assert.ok(Math.abs(off) <= (slack[name] ?? 1), `${off} pixels off`);
              const [width, height] = [right - left, bottom - top];
              assert.ok(width <= 225 && height <= 57, `${width} by ${height} pixels large`);
              assert.ok(width >= 210 || height >= 52, `${width} by ${height} pixels small`);
              const stretch = ratio > 1 ? width / ratio - height : height * ratio - width;
              assert.ok(Math.abs(stretch) <= 1.5, `${width} by ${height} pixels is not its shape`);
            });
          }
        }
      }
    });
  }
});
