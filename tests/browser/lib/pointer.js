// The mouse: as WebDriver and WebDriver BiDi describe what it does, and as the display has it.

import { execFileSync } from "node:child_process";

/** Milliseconds between the two clicks of a customer who taps twice. */
export const PAUSE = 200;

export function clicksAt(x, y, times) {
  const click = [{ type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
  const further = Array.from({ length: times - 1 }, () => [{ type: "pause", duration: PAUSE }, ...click]);
  return [{ type: "pointerMove", x, y }, ...click, ...further.flat()];
}

/**
 * Clicks into a browser's window, and leaves it. No window manager gives it the focus here, without which Firefox's buttons
 * take no keys, and WebKit shows no focus.
 */
export function focusWindow(kind, name) {
  const acts = ["windowfocus", "mousemove", "--window", "%1", "600", "600", "click", "1", "mousemove", "1399", "999"];
  execFileSync("xdotool", ["search", "--sync", "--onlyvisible", kind, name, ...acts], { stdio: "ignore" });
}
