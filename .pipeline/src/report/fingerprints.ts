import type { Finding } from "../model/finding.ts";

/**
 * What tells each finding from all others, from one commit to the next: a SHA-256 in hexadecimal of check, rule, path and
 * message, and of which of several alike it is. The line is no part of it, nor are lines that a message names, so that
 * code put in above changes none. The findings of a run come all at once and in canonical order.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ check, rule, path, message }) => {
    const identity = JSON.stringify([check, rule, path, withoutLines(message)]);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return sha256(ordinal === 0 ? identity : `${identity}${ordinal}`);
  });
}

/**
 * A message without what moves when code is put in somewhere: `line 12`, `lines 3-9`, `main.py:12:5`, Pylint's
 * `==module:[3:9]` and its counts, `(1203/1000)`.
 */
export function withoutLines(message: string): string {
  return message
    .replace(/\b(lines? )\d+(?:-\d+)?/gi, "$1#")
    .replace(/(\.pyi?):\d+(?::\d+)?/g, "$1:#")
    .replace(/:\[\d+:\d+\]/g, ":[#]")
    .replace(/\(\d+\/\d+\)/g, "(#)");
}

const encoder = new TextEncoder();

/** The first 32 bits of the fractional parts of a root of the first primes, as FIPS 180-4 derives its constants. */
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= n; divisor += 1) prime &&= n % divisor !== 0;
    if (prime) found.push((root(n) % 1) * 2 ** 32);
  }
  return Uint32Array.from(found);
}

const K = fractions(64, Math.cbrt);
const START = fractions(8, Math.sqrt);

/** SHA-256 of the text's UTF-8, in hexadecimal. Here because the core runs without Node's modules. */
export function sha256(text: string): string {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = START.slice();
  const words = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) compress(state, words, view, at);
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

function compress(state: Uint32Array, w: Uint32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const [x, y] = [word(w, i - 15), word(w, i - 2)];
    const s0 = right(x, 7) ^ right(x, 18) ^ (x >>> 3);
    const s1 = right(y, 17) ^ right(y, 19) ^ (y >>> 10);
    w[i] = word(w, i - 16) + s0 + word(w, i - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = right(e, 6) ^ right(e, 11) ^ right(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + word(K, i) + word(w, i)) | 0;
    const s0 = right(a, 2) ^ right(a, 13) ^ right(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = word(state, i) + value;
  });
}

function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function right(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}
