// The browsers that customers have, behind one interface.
//
// Each file exports its `name`, the `narrowest` window that it makes, in pixels, whether it has `touch`, whether it
// `launches` other programs, and `start({ desk, colorScheme, scripts })`, which starts it on a desktop, with a profile of
// its own; without `scripts`, a page's JavaScript is off. What starts has
//
//   open(url, screen)  goes to an address in a window of that size; true if that gave a page, false if it led elsewhere
//   run(body)          runs the body of an async function in the page, and returns what that returns, by way of JSON
//   click(selector)    with the mouse
//   clickAt(x, y, n)   with the mouse, `n` times in short order; needs no JavaScript
//   press(key)         "Tab" or "Enter"
//   back(), reload()   as its tool bar's buttons do
//   address()          what its address bar shows
//   complaints()       all that it has refused, found wrong, or asked for beyond the page itself since `open`;
//                      nothing where the browser does not tell
//   screenshot(path)
//   close()

import { setTimeout } from "node:timers/promises";

import * as chromium from "./chromium.js";
import * as firefox from "./firefox.js";
import * as webkit from "./webkit.js";

export const BROWSERS = [chromium, firefox, webkit];

export const PHONE = { width: 390, height: 844, scale: 2, touch: true };
export const DESKTOP = { width: 1280, height: 800, scale: 1, touch: false };

/** Waits until the address bar shows something else than what fits a pattern. */
export async function addressAfter(browser, pattern) {
  let address = await browser.address();
  for (let left = 600; left > 0 && pattern.test(address); left--) {
    await setTimeout(50);
    address = await browser.address();
  }
  return address;
}
