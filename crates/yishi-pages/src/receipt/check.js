// Checks a receipt (C2SP tlog-proof@v1) with nothing but WebCrypto. What is strict, and how, stands in docs/format.md, sections 1, 3 and 7 to 11.
"use strict";

// Why something is refused: `reason` names a sentence of the page, `detail` is what it is about.
class Refused extends Error {
  constructor(reason, detail = "") {
    super(`${reason} ${detail}`.trim());
    [this.reason, this.detail] = [reason, detail];
  }
}

const refuse = (reason, detail) => {
  throw new Refused(reason, detail);
};

const MAX_SIZE = 2n ** 63n - 1n;
const MAX_NOTE = 1_000_000;
const MAX_LEAF = 61_440;
const KEY_NAME = /^[^\p{White_Space}+\p{Cc}]+$/u;

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

function words(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("notUtf8");
  }
}

function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));

// Standard base64 in its one canonical form; null for any other.
function base64(digits) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.length % 4 !== 0) return null;
  const text = atob(digits);
  return btoa(text) === digits ? Uint8Array.from(text, (char) => char.charCodeAt(0)) : null;
}

// A plain decimal up to 2^63 − 1; null for any other.
function decimal(digits) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(digits)) return null;
  const number = BigInt(digits);
  return number <= MAX_SIZE ? number : null;
}

// ── Notes and checkpoints

function parseNote(whole) {
  if (utf8(whole).length > MAX_NOTE) refuse("noteTooLarge");
  if (/[\0-\x09\x0b-\x1f]/.test(whole)) refuse("controlCharacter");
  const blank = whole.lastIndexOf("\n\n");
  if (blank < 0) refuse("noBlankLine");
  const rest = whole.slice(blank + 2);
  if (!rest.endsWith("\n")) refuse("noNewlineAtEnd");
  const lines = rest.slice(0, -1).split("\n");
  if (lines.length > 100) refuse("tooManySignatures");
  return { text: whole.slice(0, blank + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line) {
  const [dash, name, digits, ...more] = line.split(" ");
  const bytes = digits === undefined || more.length > 0 ? null : base64(digits);
  if (dash !== "—" || !KEY_NAME.test(name) || bytes === null || bytes.length < 5) refuse("badSignatureLine", line);
  return { name, id: hex(bytes.slice(0, 4)), value: bytes.slice(4) };
}

function parseCheckpoint(whole) {
  const note = parseNote(whole);
  const lines = note.text.split("\n");
  if (lines.length !== 4 || lines[3] !== "" || !KEY_NAME.test(lines[0])) refuse("notThreeLines");
  const [size, root] = [decimal(lines[1]), base64(lines[2])];
  if (size === null) refuse("badSize", lines[1]);
  if (root === null || root.length !== 32) refuse("badRoot", lines[2]);
  return { origin: lines[0], size, root, note };
}

// ── Keys and policies

// y of the points of small order, which no honest key or signature has, modulo the field's prime.
const PRIME = 2n ** 255n - 19n;
const EIGHTH = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n;
const SMALL_ORDER = [0n, 1n, PRIME - 1n, EIGHTH, PRIME - EIGHTH];

function height(bytes) {
  const digits = hex(bytes.slice().reverse());
  return BigInt(`0x${digits}`) & (2n ** 255n - 1n);
}

function parseVkey(vkey, type) {
  const [name, id, ...rest] = vkey.split("+");
  const typed = base64(rest.join("+"));
  if (!KEY_NAME.test(name ?? "") || !/^[0-9a-f]{8}$/.test(id ?? "") || typed === null) refuse("badKey", vkey);
  const key = typed.slice(1);
  if (typed[0] !== type || key.length !== 32) refuse("badKeyType", vkey);
  if (height(key) >= PRIME || SMALL_ORDER.includes(height(key))) refuse("badKey", vkey);
  return { name, id, key, typed };
}

async function checkedVkey(vkey, type) {
  const parsed = parseVkey(vkey, type);
  const id = hex(await sha256(utf8(`${parsed.name}\n`), parsed.typed)).slice(0, 8);
  return id === parsed.id ? parsed : refuse("keyIdDiffers", vkey);
}

// What is believed: a verifier key alone, or a C2SP tlog-policy. Members of a policy stand under their names.
async function parsePolicy(text) {
  const policy = { logs: [], members: new Map(), quorum: undefined, grouped: new Set() };
  if (!/^[ \t]*(log|witness|group|quorum)[ \t]/m.test(text)) {
    policy.logs.push(await checkedVkey(text.trim(), 1));
    policy.quorum = "none";
    return policy;
  }
  for (const line of text.split("\n")) await policyLine(policy, line);
  if (policy.quorum === undefined) refuse("noQuorumLine");
  return policy;
}

async function policyLine(policy, line) {
  const [kind, ...args] = line.split(/[ \t]+/).filter((word) => word !== "");
  if (kind === undefined || kind.startsWith("#")) return;
  const known = (name) => name !== "none" && policy.members.has(name);
  const define = (name, member) => {
    if (name === "none" || known(name)) refuse("nameTaken", line);
    policy.members.set(name, member);
  };
  if (kind === "log" && (args.length === 1 || args.length === 2)) {
    policy.logs.push(await checkedVkey(args[0], 1));
  } else if (kind === "witness" && (args.length === 2 || args.length === 3)) {
    define(args[0], { witness: await checkedVkey(args[1], 4) });
  } else if (kind === "group" && args.length > 2) {
    define(args[0], groupOf(policy, args[1], args.slice(2), line));
  } else if (kind === "quorum" && args.length === 1 && policy.quorum === undefined && (args[0] === "none" || known(args[0]))) {
    policy.quorum = args[0];
  } else {
    refuse("badPolicyLine", line);
  }
}

function groupOf(policy, threshold, members, line) {
  const number = { all: members.length, any: 1 }[threshold] ?? Number(decimal(threshold) ?? 0n);
  if (number < 1 || number > members.length) refuse("badPolicyLine", line);
  for (const member of members) {
    if (!policy.members.has(member) || policy.grouped.has(member)) refuse("badPolicyLine", line);
    policy.grouped.add(member);
  }
  return { threshold: number, members };
}

async function signed({ key }, message, signature) {
  if (signature.length !== 64 || SMALL_ORDER.includes(height(signature.slice(0, 32)) % PRIME)) return false;
  const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
}

// Every line under this name and id must verify, and there must be one.
async function signedBy(note, verifier, message) {
  const lines = note.signatures.filter(({ name, id }) => name === verifier.name && id === verifier.id);
  const verdicts = await Promise.all(lines.map(({ value }) => message(value).then(([bytes, signature]) => signed(verifier, bytes, signature))));
  return verdicts.length > 0 && verdicts.every(Boolean);
}

const asLog = (note) => async (value) => [utf8(note.text), value];

const asWitness = (note) => async (value) => {
  const time = value.slice(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return time > 0n && time <= MAX_SIZE ? [utf8(`cosignature/v1\ntime ${time}\n${note.text}`), value.slice(8)] : [utf8(""), utf8("")];
};

// Who of the policy's witnesses has cosigned; refused where the log has not signed or the quorum is not met.
async function checkCheckpoint(checkpoint, policy) {
  const { note, origin } = checkpoint;
  const logs = policy.logs.filter(({ name }) => name === origin);
  if (logs.length === 0) refuse("otherBook", origin);
  const good = await Promise.all(logs.map((log) => signedBy(note, log, asLog(note))));
  if (!good.includes(true)) refuse("logSignatureFails", origin);
  const cosigned = new Set();
  for (const [name, { witness }] of policy.members) {
    if (witness && (await signedBy(note, witness, asWitness(note)))) cosigned.add(name);
  }
  const met = (name) => {
    const { witness, threshold, members } = policy.members.get(name);
    return witness ? cosigned.has(name) : members.filter(met).length >= threshold;
  };
  if (policy.quorum !== "none" && !met(policy.quorum)) refuse("quorumNotMet", [...cosigned].join(", "));
  return [...cosigned];
}

// ── The proof

function parseReceipt(text) {
  const blank = text.indexOf("\n\n");
  if (blank < 0) refuse("noBlankLine");
  const [header, second, ...hashes] = text.slice(0, blank).split("\n");
  if (header !== "c2sp.org/tlog-proof@v1") refuse("notAReceipt", header);
  const index = second?.startsWith("index ") ? decimal(second.slice(6)) : null;
  if (index === null) refuse("badIndex", second);
  const proof = hashes.map((line) => {
    const hash = base64(line);
    return hash !== null && hash.length === 32 ? hash : refuse("badHash", line);
  });
  return { index, proof, checkpoint: parseCheckpoint(text.slice(blank + 2)) };
}

// RFC 9162, 2.1.3.2; the number of hashes is compared before anything is hashed.
async function checkInclusion({ index, proof, checkpoint: { size, root } }, leafHash) {
  if (index >= size) refuse("outsideTheTree", `${index} ≥ ${size}`);
  const inner = (index ^ (size - 1n)).toString(2).replace(/^0$/, "").length;
  const border = (index >> BigInt(inner)).toString(2).replaceAll("0", "").length;
  if (proof.length !== inner + border) refuse("proofFails", `${proof.length} ≠ ${inner + border}`);
  let [hash, at] = [leafHash, index];
  for (const [level, sibling] of proof.entries()) {
    const right = level >= inner || at % 2n === 1n;
    hash = right ? await sha256([1], sibling, hash) : await sha256([1], hash, sibling);
    at /= 2n;
  }
  if (!same(hash, root)) refuse("proofFails");
}

// ── The entry and a text that was kept

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) refuse("notCanonical");
  return JSON.stringify(value);
}

// The entry as an object: it must be of this book and this place, and the one spelling of itself.
function parseEntry(bytes, { index, checkpoint }) {
  if (bytes.length > MAX_LEAF) refuse("notCanonical");
  const text = words(bytes);
  let entry;
  try {
    entry = JSON.parse(text);
  } catch {
    refuse("notCanonical");
  }
  if (entry === null || typeof entry !== "object" || canonical(entry) !== text) refuse("notCanonical");
  if (entry.origin !== checkpoint.origin) refuse("otherBook", String(entry.origin));
  if (!Number.isSafeInteger(entry.index) || BigInt(entry.index) !== index) refuse("otherIndex", String(entry.index));
  return entry;
}

// The name under which an entry knows a text: of a document without a salt, of a statement with one.
async function nameOfText(data, salt) {
  if (salt === "") return hex(await sha256(data));
  if (!/^[0-9a-f]{64}$/.test(salt)) refuse("badSalt", salt);
  const bytes = Uint8Array.from(salt.match(/../g), (pair) => parseInt(pair, 16));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length));
  return hex(await sha256(utf8("yishi/blob/v1\0"), bytes, length, data));
}

const names = (value, name) =>
  value === name || (value !== null && typeof value === "object" && Object.values(value).some((inner) => names(inner, name)));

// `receipt`, `trust`: bytes; `entry`: bytes of the entry, or `leafHash`: 64 hex digits; `text`, `salt`: what was kept, or nothing.
// Answers what holds, or throws what does not.
async function check({ receipt, trust, entry, leafHash, text, salt }) {
  const parsed = parseReceipt(words(receipt));
  const policy = await parsePolicy(words(trust));
  const witnesses = await checkCheckpoint(parsed.checkpoint, policy);
  if (!entry && !/^[0-9a-f]{64}$/.test(leafHash ?? "")) refuse("noEntry");
  const hash = entry ? await sha256([0], entry) : Uint8Array.from(leafHash.match(/../g), (pair) => parseInt(pair, 16));
  await checkInclusion(parsed, hash);
  const content = entry ? parseEntry(entry, parsed) : null;
  if (text) {
    if (content === null) refuse("textWantsEntry");
    const name = await nameOfText(text, salt ?? "");
    if (!names(content.command, name)) refuse("textIsOther", name);
  }
  const { origin, size, root } = parsed.checkpoint;
  return { origin, index: parsed.index, size, root: hex(root), witnesses, quorum: policy.quorum, entry: content, text: Boolean(text) };
}
