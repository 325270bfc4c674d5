// What a voter is about to sign, read from the bytes themselves. Nothing that the server says about the bytes is believed:
// it is only compared with them, and any difference is a reason to refuse.

import { canonical, hex, same, sha256, text, utf8 } from "./bytes.js";

export const COMMAND_TYPE = "application/vnd.yishi.command.v1+json";
const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;
const ENVELOPE = ["actor", "command", "expires_at_ms", "key", "nonce", "origin", "seen", "v"];

// The fields of each command that is signed here, with the reason for which another value is refused.
const COMMANDS = {
  cast_ballot: { choice: "otherChoice", document: "otherDocument", kind: "otherKind", poll: "otherPoll", right: "otherRight" },
  cast_sealed_ballot: { document: "otherDocument", kind: "otherKind", poll: "otherPoll", right: "otherRight", seal: "otherSeal" },
  open_sealed_ballot: { kind: "otherKind", poll: "otherPoll", reading: "otherChoice", right: "otherRight", salt: "otherSalt" },
};

// The envelope in the bytes, or an error with the reason's name.
export function decode(bytes) {
  let envelope;
  try {
    envelope = JSON.parse(text(bytes));
    if (!same(utf8(canonical(envelope)), bytes) || envelope === null || typeof envelope !== "object") throw new Error();
  } catch {
    throw new Error("notCanonical");
  }
  return envelope;
}

const fieldsAre = (object, names) =>
  object !== null && typeof object === "object" && Object.keys(object).sort().join() === names.join();

// Every difference between what the bytes say and what the voter wants, as names of reasons. `wanted.command` is the whole command.
export function differences(envelope, wanted) {
  const found = [];
  const check = (holds, reason) => holds || found.includes(reason) || found.push(reason);
  const fields = COMMANDS[wanted.command.kind];
  check(fieldsAre(envelope, ENVELOPE) && fieldsAre(envelope.command, Object.keys(fields)), "otherFields");
  const command = envelope.command ?? {};
  check(envelope.v === 1, "otherKind");
  check(envelope.origin === wanted.book, "otherBook");
  check(envelope.actor?.party === "member" && envelope.actor?.id === wanted.member, "otherActor");
  check(envelope.key === wanted.key, "otherKey");
  check(envelope.nonce === wanted.nonce, "otherNonce");
  for (const [field, reason] of Object.entries(fields)) {
    check(field in command && canonical(command[field]) === canonical(wanted.command[field]), reason);
  }
  const left = envelope.expires_at_ms - wanted.now;
  check(left > 0 && left <= LONGEST_MS, "otherExpiry");
  return found;
}

// Whether the server's words about the bytes say the same as the bytes: every name that the bytes hold, and no other choice, hash or vote.
export function summaryAgrees(summary, { origin, actor, command }) {
  const words = summary.join("\n");
  const { poll, right, document, seal, choice = command.reading?.choice } = command;
  const named = [poll, right, document, seal, origin, actor.id].filter((name) => name !== undefined);
  const stands = (name) => words.split(/[^A-Za-z0-9_.+:/-]+/).some((word) => word.replace(/[.,:]+$/, "") === name);
  const quoted = [...words.matchAll(/[`“"]([a-z]+)[`”"]/g)].map((match) => match[1]);
  // A reading is told as `{"choice":"for"}`: the name of the field is no choice.
  const choices = quoted.filter((word) => word !== "choice");
  const hashes = words.match(/[0-9a-f]{64}/g) ?? [];
  const polls = words.match(/poll_[0-9_]+/g) ?? [];
  return (
    named.every(stands) &&
    choices.every((found) => found === choice) &&
    choices.length > 0 === (choice !== undefined) &&
    hashes.every((found) => [document, seal].includes(found) || right.includes(found)) &&
    polls.every((found) => found === poll)
  );
}

// Reads, compares and answers {envelope, reasons}: it may be signed only when there is no reason against it.
export async function examine(prepared, bytes, wanted) {
  let envelope;
  try {
    envelope = decode(bytes);
  } catch (error) {
    return { envelope: null, reasons: [error.message] };
  }
  const reasons = differences(envelope, wanted);
  if (hex(await sha256(bytes)) !== prepared.sha256) reasons.push("otherSha256");
  if (prepared.payloadType !== COMMAND_TYPE) reasons.push("otherType");
  if (reasons.length === 0 && !summaryAgrees(prepared.summary, envelope)) reasons.push("summaryDiffers");
  return { envelope, reasons };
}
