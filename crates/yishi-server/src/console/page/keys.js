// Keys live in this browser only: made here, never readable again (non-extractable), kept in IndexedDB with the receipts and with what
// opens sealed ballots.

import { fromBase64, fromHex, hex, pae, utf8 } from "./bytes.js";

const ED25519 = { name: "Ed25519" };
// PKCS #8 wrapping of a 32-byte Ed25519 seed (RFC 8410).
const PKCS8 = fromHex("302e020100300506032b657004220420");

const STORES = { keys: "public", receipts: "id", sealed: "id" };

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("yishi", 2);
    // What an earlier version kept stays.
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath });
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(store, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const request = work(database.transaction(store, mode).objectStore(store));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export const keys = () => inStore("keys", "readonly", (store) => store.getAll());
export const forgetKey = (key) => inStore("keys", "readwrite", (store) => store.delete(key.public));
export const receipts = () => inStore("receipts", "readonly", (store) => store.getAll());
export const sealedBallots = () => inStore("sealed", "readonly", (store) => store.getAll());
export const keepSealed = (ballot) => inStore("sealed", "readwrite", (store) => store.put(ballot));
export const keepReceipt = (receipt) => inStore("receipts", "readwrite", (store) => store.put(receipt));

const keep = async (key) => {
  await inStore("keys", "readwrite", (store) => store.put(key));
  return key;
};

// A new key. Only its public half can ever leave the browser.
export async function makeKey(label) {
  const pair = await crypto.subtle.generateKey(ED25519, false, ["sign", "verify"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return keep({ public: hex(raw), secret: pair.privateKey, label });
}

// The key of a prepared person of a demonstration, whose seed everybody may know.
export async function importDemoKey(person, label) {
  const seed = new Uint8Array([...PKCS8, ...fromHex(person.key_seed_hex)]);
  const readable = await crypto.subtle.importKey("pkcs8", seed, ED25519, true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", readable);
  const raw = fromBase64(x.replaceAll("-", "+").replaceAll("_", "/").padEnd(44, "="));
  const secret = await crypto.subtle.importKey("pkcs8", seed, ED25519, false, ["sign"]);
  return keep({ public: hex(raw), secret, label, demo: true });
}

export async function sign(key, type, payload) {
  return new Uint8Array(await crypto.subtle.sign(ED25519, key.secret, pae(type, payload)));
}

// Shows the registrars that whoever holds this key asks for its enrolment.
export async function possession(key, book, member) {
  const payload = utf8(`{"key":"${key.public}","member":${JSON.stringify(member)},"origin":${JSON.stringify(book)}}`);
  return hex(await sign(key, "application/vnd.yishi.possession.v1+json", payload));
}
