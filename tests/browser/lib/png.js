// As much of PNG (RFC 2083) as the tests need: pictures of one colour, and where a colour is in a screenshot.

import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A picture that is full of one colour: red, green and blue. */
export function picture(width, height, color) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(3 * width, Buffer.from(color))]);
  const rows = deflateSync(Buffer.concat(Array(height).fill(row)));
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

/** The width and height in pixels. */
export const sizeOf = (png) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

/** The rows of a picture with 8 bits a sample, as bytes, and how many of them a pixel has. */
function decode(png) {
  const data = [];
  let width, depth, color;
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") [width, depth, color] = [body.readUInt32BE(0), body[8], body[9]];
    if (type === "IDAT") data.push(body);
    at += length + 12;
  }
  const size = { 2: 3, 6: 4 }[color];
  if (depth !== 8 || size === undefined) throw new Error("a kind of PNG that no browser here makes");
  return { size, rows: unfiltered(inflateSync(Buffer.concat(data)), width * size, size) };
}

function unfiltered(bytes, length, size) {
  const rows = [];
  let above = Buffer.alloc(length);
  for (let at = 0; at < bytes.length; at += length + 1) {
    const row = Buffer.from(bytes.subarray(at + 1, at + 1 + length));
    for (let i = 0; i < length; i++) {
      const [left, corner] = i < size ? [0, 0] : [row[i - size], above[i - size]];
      row[i] += [0, left, above[i], (left + above[i]) >> 1, paeth(left, above[i], corner)][bytes[at]];
    }
    rows.push(row);
    above = row;
  }
  return rows;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const near = (value) => Math.abs(guess - value);
  if (near(left) <= near(above) && near(left) <= near(corner)) return left;
  return near(above) <= near(corner) ? above : corner;
}

/** The smallest box around all pixels that fit: { left, right, top, bottom }, the last two of each just outside. */
export function boxOf(png, fits) {
  const { rows, size } = decode(png);
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  rows.forEach((row, y) => {
    for (let x = 0; x * size < row.length; x++) {
      if (!fits(row[x * size], row[x * size + 1], row[x * size + 2])) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y + 1);
    }
  });
  return box;
}

/** The bytes of the pixels in a box. */
export function pixelsIn(png, { left, right, top, bottom }) {
  const { rows, size } = decode(png);
  return Buffer.concat(rows.slice(top, bottom).map((row) => row.subarray(left * size, right * size)));
}
