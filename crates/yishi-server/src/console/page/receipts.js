// Keys and receipts of this browser.

import { fromBase64 } from "./bytes.js";
import { byId, download, h, short, show } from "./dom.js";
import { forgetKey, keys, makeKey, possession, receipts, sealedBallots } from "./keys.js";
import { parse, problems } from "./receipt.js";
import { asFile, fileName } from "./seal.js";
import { ask, session, signIn } from "./session.js";
import { moment, t } from "./words.js";

const LOG_KEYS = `query LogKeys($origin: String!) { book(origin: $origin) { logKeys { vkey fromSize untilSize } } }`;

export function receiptCard(receipt) {
  const verdict = h("p", { "aria-live": "polite", class: "verdict" });
  const name = `yishi-${receipt.index}.tlog-proof`;
  return h(
    "div",
    { class: "receipt" },
    h("p", {}, `${t("entry")} ${receipt.index} · ${receipt.poll} · ${t(receipt.choice)} · ${moment(receipt.at)}`),
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", onclick: () => download(name, receipt.receipt) }, t("save")),
      h("button", { type: "button", onclick: () => verify(receipt, verdict) }, t("check")),
    ),
    verdict,
  );
}

// The log's key is kept when it is first seen: a server that tells of other keys later is found out. That a key was rotated is the
// book's own word; a receipt under another key than the one kept says so.
async function keyFor(book, size) {
  const answer = await ask(LOG_KEYS, { origin: book });
  const [name, keys] = [`logKey ${book}`, answer.data?.book?.logKeys ?? []];
  const kept = localStorage.getItem(name) ?? keys.at(-1)?.vkey;
  if (kept) localStorage.setItem(name, kept);
  const changed = keys.length > 0 && !keys.some(({ vkey }) => vkey === kept);
  const signs = ({ fromSize, untilSize }) => Number(fromSize) <= size && (untilSize === null || size <= Number(untilSize));
  const signing = changed ? [] : keys.filter(signs).map(({ vkey }) => vkey);
  const logKey = signing.length === 0 || signing.includes(kept) ? kept : signing[0];
  return { logKey, changed, rotated: logKey !== kept };
}

async function verify(receipt, verdict) {
  const { logKey, changed, rotated } = await keyFor(receipt.book, parse(receipt.receipt).size);
  const input = { leaf: fromBase64(receipt.leaf), command: fromBase64(receipt.command), signature: fromBase64(receipt.signature) };
  const found = await problems({ ...receipt, ...input, logKey });
  if (changed) found.push("logKeyChanged");
  const holds = rotated ? ["verdict doubt", t("receiptHoldsRotated")] : ["verdict good", t("receiptHolds")];
  const [className, words] = found.length > 0 ? ["verdict bad", `${t("receiptFails")}: ${found.map(t).join(", ")}`] : holds;
  verdict.className = className;
  show(verdict, words);
}

// What opens a sealed ballot, to be taken away: who loses it cannot open the ballot.
export function keptCard(kept) {
  const save = { type: "button", class: "save-sealed", onclick: () => download(fileName(kept), asFile(kept)) };
  return h(
    "div",
    { class: "receipt kept" },
    h("p", {}, `${t("keptSealed")} ${kept.poll} · ${kept.right} · ${t(kept.choice)}`),
    h("p", { class: "quiet" }, `${t("openFrom")} ${moment(kept.closesAt)}`),
    h("div", { class: "row" }, h("button", save, t("saveSealed"))),
  );
}

export async function showMine() {
  const [own, kept, sealed] = await Promise.all([keys(), receipts(), sealedBallots()]);
  show(byId("keys"), own.map(keyCard));
  show(byId("sealed"), sealed.length > 0 ? sealed.map(keptCard) : h("p", { class: "quiet" }, t("noSealed")));
  const cards = kept.filter((receipt) => receipt.leaf).sort((a, b) => b.at.localeCompare(a.at)).map(receiptCard);
  show(byId("receipts"), cards.length > 0 ? cards : h("p", { class: "quiet" }, t("noReceipts")));
}

function keyCard(key) {
  const proof = h("p", { class: "hash", "aria-live": "polite" });
  const member = h("input", { "aria-label": t("memberId"), placeholder: t("memberId"), autocomplete: "off" });
  const prove = async () => show(proof, await possession(key, session.book ?? "", member.value.trim()));
  const buttons = [
    h("button", { type: "button", onclick: () => signIn(key, session.book, key.label).catch((error) => show(proof, error.message)) }, t("signIn")),
    !key.demo && h("button", { type: "button", onclick: prove }, t("showProof")),
    h("button", { type: "button", onclick: () => forgetKey(key).then(showMine) }, t("forget")),
  ];
  return h(
    "div",
    { class: "receipt" },
    h("p", {}, `${key.label} · `, h("code", { title: key.public }, short(key.public))),
    h("code", { class: "hash" }, key.public),
    !key.demo && member,
    h("div", { class: "row" }, buttons),
    proof,
  );
}

export async function makeOwnKey() {
  await makeKey(`${t("ownKey")} ${moment(new Date().toISOString())}`);
  await showMine();
}
