// Checks a receipt (C2SP tlog-proof@v1) without the server: leaf, inclusion proof, and the log's signature.

import { base64, fromBase64, hex, sha256, text, utf8 } from "./bytes.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function parse(receipt) {
  const [head, ...rest] = receipt.split("\n\n");
  const [kind, index, ...hashes] = head.split("\n");
  if (kind !== "c2sp.org/tlog-proof@v1" || !/^index (0|[1-9]\d*)$/.test(index)) throw new Error("not a receipt");
  const checkpoint = rest.join("\n\n");
  const [origin, size, root] = checkpoint.split("\n");
  return { index: Number(index.slice(6)), proof: hashes.map(fromBase64), checkpoint, origin, size: Number(size), root };
}

// RFC 9162, 2.1.3.2: from the leaf up to the root.
async function rootOf(leafHash, index, size, proof) {
  let [node, last, hash] = [index, size - 1, leafHash];
  for (const sibling of proof) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      hash = await sha256(NODE, sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      hash = await sha256(NODE, hash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

// The log's signature over the note: the line `— name base64(id ‖ signature)`.
async function signedBy(checkpoint, logKey) {
  const [name, id, typed] = logKey.split("+", 2).concat(logKey.split("+").slice(2).join("+"));
  const end = checkpoint.indexOf("\n\n");
  const body = utf8(checkpoint.slice(0, end + 1));
  const imported = crypto.subtle.importKey("raw", fromBase64(typed).slice(1), { name: "Ed25519" }, false, ["verify"]);
  const key = await imported.catch(() => null);
  if (!key) return false; // what is no key has signed nothing
  for (const line of checkpoint.slice(end + 2).split("\n")) {
    const [dash, signer, value] = line.split(" ");
    if (dash !== "—" || signer !== name) continue;
    const bytes = fromBase64(value);
    if (hex(bytes.slice(0, 4)) !== id) continue;
    return crypto.subtle.verify({ name: "Ed25519" }, key, bytes.slice(4), body);
  }
  return false;
}

// The names of everything that does not hold; none means that the entry with this command is in the signed book.
export async function problems({ receipt, leaf, command, signature, book, logKey }) {
  const found = [];
  const parsed = parse(receipt);
  const words = text(leaf);
  if (!words.includes(`"command":${text(command)}`) || !words.includes(hex(signature))) found.push("leafIsOther");
  if (parsed.origin !== book) found.push("otherBook");
  const root = await rootOf(await sha256(LEAF, leaf), parsed.index, parsed.size, parsed.proof);
  if (root === null || base64(root) !== parsed.root) found.push("proofFails");
  if (!(await signedBy(parsed.checkpoint, logKey))) found.push("logSignatureFails");
  return found;
}

