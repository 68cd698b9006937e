// What fetches a link without a customer: previews of messengers, scanners of mail, crawlers and browsers that look ahead. None
// of them uses a link up, and none gets the login.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";

import { HANDBOOK, oneTime, query, sealed } from "./lib/links.js";
import { serve } from "./lib/siplaunch.js";

const TOKEN = HANDBOOK.appLink.slice("sipphone://".length);
const MOZILLA = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
const ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

const FORM = 200;
const OTHER_METHOD = 405;

/** Requests as they are sent, and the status of the answer. Each has `Host` beside these headers. */
const SHAPES = {
  "WhatsApp": { headers: { "User-Agent": "WhatsApp/2.25.37.75 A", "Accept-Language": "en" } },
  "facebookexternalhit, a range": {
    headers: { "User-Agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", Range: "bytes=0-524287" },
  },
  "Slackbot, a range": {
    headers: { "User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", Range: "bytes=0-32768" },
  },
  "SkypeUriPreview": { headers: { "User-Agent": `${MOZILLA} SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com` } },
  "Telegram": { headers: { "User-Agent": "TelegramBot (like TwitterBot)" } },
  "Googlebot, for a change": {
    headers: {
      "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      "If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT",
      "If-None-Match": '"x"',
    },
  },
  "Outlook Safe Links": { headers: { "User-Agent": `${MOZILLA} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`, Accept: "*/*" } },
  "Outlook Safe Links, HEAD": { method: "HEAD", headers: { "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" } },
  "a scanner without an agent": { headers: {} },
  "curl": { headers: { "User-Agent": "curl/8.17.0", Accept: "*/*" } },
  "HTTP/1.0": { version: "1.0", headers: { "User-Agent": "Wget/1.11" } },
  "a browser that fetches ahead": { headers: { "User-Agent": ANDROID, "Sec-Purpose": "prefetch", Purpose: "prefetch" } },
  "a browser that draws ahead": { headers: { "User-Agent": ANDROID, "Sec-Purpose": "prefetch;prerender", "X-Moz": "prefetch" } },
  "OPTIONS, from a script": {
    method: "OPTIONS",
    headers: { Origin: "https://mail.example", "Access-Control-Request-Method": "POST" },
    status: OTHER_METHOD,
  },
  "GET with a body": { headers: { "User-Agent": "python-requests/2.32.5", "Content-Length": "9" }, body: "confirm=1" },
  "GET that asks to be POST": { headers: { "X-HTTP-Method-Override": "POST", "X-Method-Override": "POST" } },
};

const PAGE = 'google_play = "https://play.google.com/store/apps/details?id=com.example.phone"\nandroid_package = "com.example.phone"\n';

const HANDLERS = {
  "a one-time link": { options: { page: PAGE, claims: true }, payload: oneTime, tapped: [303, 200] },
  "a one-time link, plain pages": { options: { claims: true }, payload: oneTime, tapped: [303, 200] },
  "a sealed link with --confirm": { options: { page: PAGE, confirm: true }, payload: sealed, tapped: [303, 303] },
  "a sealed link with --confirm, plain pages": { options: { confirm: true }, payload: sealed, tapped: [303, 303] },
};

/** Sends a request byte for byte, and reads the answer to its end. */
async function exchange(link, { method = "GET", version = "1.1", headers, body = "" }) {
  const { host, hostname, port, pathname, search } = new URL(link);
  const fields = { Host: host, Connection: "close", ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(port, hostname);
  socket.write(`${method} ${pathname}${search} HTTP/${version}\r\n${lines.join("")}\r\n${body}`);
  let answer = "";
  socket.setEncoding("utf8").on("data", (text) => (answer += text));
  await once(socket, "end");
  socket.destroy();
  return answer;
}

for (const [kind, { options, payload, tapped }] of Object.entries(HANDLERS)) {
  describe(kind, () => {
    let server;
    before(async () => (server = await serve(options)));
    after(() => server?.stop());

    for (const [shape, { status = FORM, ...request }] of Object.entries(SHAPES)) {
      test(shape, async () => {
        const link = server.launchLink(query(payload()));
        for (let time = 1; time <= 6; time++) {
          const answer = await exchange(link, request);
          assert.match(answer, new RegExp(`^HTTP/1\\.[01] ${status} `));
          assert.match(answer, /^cache-control: no-store\r$/im);
          assert.doesNotMatch(answer, /^(location|refresh|set-cookie|etag|last-modified):/im);
          const withoutPolicy = answer.replace(/^content-security-policy:.*$/im, "");
          assert.ok(!/sipphone:|intent:|http-equiv/i.test(withoutPolicy) && !answer.includes(TOKEN));
        }
        const taps = tapped.map(() => ({ method: "POST", headers: { "Content-Length": "0" } }));
        for (const [i, tap] of taps.entries()) assert.match(await exchange(link, tap), new RegExp(`^HTTP/1\\.1 ${tapped[i]} `));
      });
    }
  });
}
