// Bytes, hashes and canonical JSON (RFC 8785, whole numbers only), as docs/format.md has them.

const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

// Fails on bytes that are not UTF-8: what cannot be shown cannot be signed.
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const fromHex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

export const fromBase64 = (digits) => Uint8Array.from(atob(digits), (char) => char.charCodeAt(0));

export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}

// DSSE pre-authentication encoding: what a signature is really made over.
export function pae(type, payload) {
  return concat(utf8(`DSSEv1 ${utf8(type).length} ${type} ${payload.length} `), payload);
}

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const fields = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${fields.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error("not a whole number");
  return JSON.stringify(value);
}
