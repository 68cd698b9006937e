// A customer with a link in a browser: what they do, and what comes of it.

import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";

/** The first button of a page, whether it sends a form or follows a link. */
export const BUTTON = "button, a";

/** Milliseconds in which nothing more may happen. */
const QUIET = 300;

const LOOK = `
  const link = document.querySelector("a")?.getAttribute("href") ?? "";
  const form = document.querySelector("form[method=post] button")?.innerText ?? "";
  const heading = document.querySelector("h1")?.innerText ?? document.title;
  const isOurs = location.protocol === "http:" && !document.documentURI.startsWith("about:");
  const page = link.startsWith("sipphone:") ? "open page" : form.startsWith("Open") ? "form page" : heading;
  return { page: isOurs ? page : "error page", html: document.documentElement.outerHTML };`;

/**
 * `server` is the handler, and `link` the launch link, which may lead there through a proxy. A browser whose JavaScript is
 * off cannot tell what it shows: then `looks` is false.
 */
export function customer({ browser, desk, server, link, appLink, looks = true }) {
  const story = [];

  async function look(address) {
    const { page, html } = await browser.run(LOOK).catch(() => ({ page: "no page" }));
    const hidesLogin = address === link && !/sipphone:|intent:/.test(html);
    if (page === "form page") assert.ok(hidesLogin, "the login is there before the tap");
    return page;
  }

  /** Since a moment: the handler's answers to taps, and what the app got. And the page that is there now. */
  async function sees({ requests, received, lost }) {
    const taps = server.requests.slice(requests).filter(({ method }) => method === "POST");
    const opened = desk.received().slice(received);
    const app = opened.map((got) => (got === appLink ? "the app opens" : "the app gets something else"));
    if (desk.lost() > lost) app.push("no program for the link");
    const address = await browser.address();
    if (address === appLink) app.push("goes to the app link");
    return [...taps.map(({ status }) => status), ...app, ...(looks ? [await look(address)] : [])].join(", ");
  }

  return {
    /** All that was done and seen. */
    story: () => story.join(" → "),

    /** Does something, and waits until that is seen which is expected, and then for what should not come. */
    async does(what, act, expected) {
      const since = { requests: server.requests.length, received: desk.received().length, lost: desk.lost() };
      await act();
      for (let left = 200; left > 0 && (await sees(since)) !== expected; left--) await setTimeout(50);
      await setTimeout(QUIET);
      const seen = await sees(since);
      story.push(`${what}: ${seen}`);
      assert.equal(seen, expected, story.join(" → "));
    },
  };
}
