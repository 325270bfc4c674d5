// Sealed ballots: the seal is made here, and what opens it never leaves this browser before the close.

import { canonical, fromHex, hex, random, sha256, utf8 } from "./bytes.js";
import { keepSealed, sealedBallots } from "./keys.js";

const FORMAT = "yishi/sealed-ballot/v1";

// SHA-256 over vote, voting right, salt and what the ballot says (docs/format.md, section 12).
export async function sealOf({ poll, right, salt, choice }) {
  return hex(await sha256(utf8(`${FORMAT}\n${poll}\n${right}\n`), fromHex(salt), utf8(canonical({ choice }))));
}

// A ballot with a new salt of 32 random bytes, and its seal.
export async function newlySealed({ book, poll, right, choice, closesAt }) {
  const ballot = { book, poll, right, choice, closesAt, salt: hex(random(32)) };
  const seal = await sealOf(ballot);
  return { ...ballot, seal, id: `${book} ${seal}` };
}

// Kept before anything is sent: a ballot that stands in the book and that nobody can open is a vote lost.
export const keep = keepSealed;

// The kept ballot that a seal in the book belongs to, if this browser has it and it really opens that seal.
export async function keptFor(book, seal) {
  const kept = (await sealedBallots()).find((ballot) => ballot.book === book && ballot.seal === seal);
  return kept && (await sealOf(kept)) === seal ? kept : null;
}

// What a voter takes away: enough to open the ballot anywhere, with the receipt that it was accepted.
export function asFile({ book, poll, right, choice, closesAt, salt, seal, receipt }) {
  return `${JSON.stringify({ format: FORMAT, book, poll, right, choice, closesAt, salt, seal, receipt }, null, 2)}\n`;
}

export const fileName = ({ poll, seal }) => `yishi-${poll}-${seal.slice(0, 8)}.sealed.json`;

// A file that was taken away: the ballot in it, once its seal is the one that is looked for.
export async function fromFile(words, { book, poll, right, seal }) {
  let read;
  try {
    read = JSON.parse(words);
  } catch {
    return null;
  }
  const ballot = { book, poll, right, choice: String(read?.choice), closesAt: read?.closesAt, salt: String(read?.salt), seal };
  if (!/^[0-9a-f]{64}$/.test(ballot.salt) || (await sealOf(ballot)) !== seal) return null;
  return { ...ballot, id: `${book} ${seal}` };
}
