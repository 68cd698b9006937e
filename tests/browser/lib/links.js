// Links made without the project: by node's AES and by another library's AES-SIV.

import { createCipheriv, randomBytes } from "node:crypto";
import { aessiv } from "@noble/ciphers/aes.js";

export const SEALING_KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
export const KEY_FILE = `current = 0\n\n[keys]\n0 = "${SEALING_KEY.toString("hex")}"\n`;
export const CONTEXT = "portal.example";

const CREDENTIALS = { username: "testuser", server: "example.org", password: "testpass" };

/** The handbook's token of some credentials. */
export function tokenOf({ username, server, password }) {
  const cipher = createCipheriv("aes-128-cbc", "iBmTdavJ8joPW3HO", "tww21lQe6cmywrp3");
  const plaintext = `username=${username}&server=${server}&password=${password}`;
  return cipher.update(plaintext, "utf8", "base64") + cipher.final("base64");
}

/** A sealed link that expires at a time in Unix seconds; with a salt of four bytes, a one-time link. */
export function seal({ username, server, password }, expires, salt) {
  const header = Buffer.of(salt ? 0xfc : 0xf8);
  const time = Buffer.alloc(4);
  time.writeUInt32BE(expires);
  let body = Buffer.concat([time, salt ?? Buffer.of(), Buffer.from([username, server, password].join("\0"))]);
  if ((1 + 16 + body.length) % 3 === 0) body = Buffer.concat([body, Buffer.of(0)]);
  const purpose = Buffer.concat([Buffer.from("siplaunch sealed link 1"), header]);
  const box = aessiv(SEALING_KEY, purpose, Buffer.from(CONTEXT)).encrypt(body);
  const text = Buffer.concat([header, box]).toString("base64").replaceAll("=", "");
  return text.replaceAll("+", "-").replaceAll("/", ".");
}

/** The id of a sealed link: its synthetic iv. */
export function idOf(sealed) {
  const bytes = Buffer.from(sealed.replaceAll("-", "+").replaceAll(".", "/"), "base64");
  return bytes.subarray(1, 17).toString("hex");
}

/** Blocks that all begin with the same bytes, so that the token's first characters are known. */
function tokenThatStarts(bytes) {
  const blocks = Buffer.alloc(48, 0x5a);
  Buffer.from(bytes).copy(blocks);
  return blocks.toString("base64");
}

const FAR = Math.floor(Date.now() / 1000) + 86_400;
const token = tokenOf(CREDENTIALS);

/** What a launch link carries, and the app link that it must become. */
export const LINKS = [
  { name: "the handbook's token", payload: token },
  { name: "a token that starts with /", payload: tokenThatStarts([0xfc, 0x12]) },
  { name: "a token that starts with //", payload: tokenThatStarts([0xff, 0xf0, 0x42]) },
  { name: "a token that starts with ///", payload: tokenThatStarts([0xff, 0xff, 0xd0]) },
  { name: "a token that starts with +", payload: tokenThatStarts([0xf8, 0x42]) },
  { name: "a token full of +", payload: Buffer.alloc(32, Buffer.of(0xfb, 0xef, 0xbe)).toString("base64") },
  { name: "a token full of /", payload: Buffer.alloc(32, 0xff).toString("base64") },
  { name: "a token without =", payload: tokenThatStarts([]) },
  { name: "a sealed link", payload: seal(CREDENTIALS, FAR), token },
].map(({ name, payload, token }) => ({ name, payload, appLink: `sipphone://${token ?? payload}` }));

export const HANDBOOK = LINKS[0];
export const SEALED = LINKS.at(-1);
export const EXPIRED = seal(CREDENTIALS, 1_000_000_000);
export const REVOKED = seal({ ...CREDENTIALS, username: "revoked" }, FAR);

/** Users of whom the token starts with characters that mean something to a URL. */
const USERS = { "/": "1000011", "//": "1001188", "///": "1061086", "+": "1000034" };

/** Credentials for links that need a tap, and the app link of each. */
export const CUSTOMERS = Object.entries({ C: CREDENTIALS.username, ...USERS }).map(([start, username]) => {
  const credentials = { ...CREDENTIALS, username };
  const token = tokenOf(credentials);
  if (!token.startsWith(start)) throw new Error(`the token of ${username} does not start with ${start}`);
  return { start, credentials, appLink: `sipphone://${token}` };
});

/** A one-time link of its own at each call. */
export const oneTime = (credentials = CREDENTIALS, expires = FAR) => seal(credentials, expires, randomBytes(4));

/** A sealed link that works until it expires. */
export const sealed = (credentials = CREDENTIALS) => seal(credentials, FAR);

export function query(payload) {
  return `c=${encodeURIComponent(payload)}`;
}
