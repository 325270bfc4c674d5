// What a voter does: a choice, the bytes that say it, their own look at them, a signature.

import { base64, fromBase64, hex, random } from "./bytes.js";
import { COMMAND_TYPE, examine } from "./ballot.js";
import { byId, h, show } from "./dom.js";
import { keepReceipt, sign } from "./keys.js";
import { showOpenings } from "./opening.js";
import { keptCard, receiptCard } from "./receipts.js";
import { keep, newlySealed } from "./seal.js";
import { ask, session } from "./session.js";
import { moment, t } from "./words.js";

const PREPARED = `... on PrepareSuccess { command sha256 payloadType summary } ... on Problem { code message }`;
const PREPARE = `mutation Prepare($input: PrepareBallotInput!) { prepareBallot(input: $input) { ${PREPARED} } }`;
const PREPARE_SEALED = `mutation PrepareSealed($input: PrepareSealedBallotInput!) { prepareSealedBallot(input: $input) { ${PREPARED} } }`;
const SUBMIT = `mutation Submit($input: SubmitInput!) { submit(input: $input) {
  ... on SubmitSuccess { replayed receipt entry { index leaf } } ... on Problem { code message } } }`;
const CHOICES = ["FOR", "AGAINST", "ABSTAIN"];

export function showActs(act, poll, shown) {
  if (poll.status === "SEALED" || !shown.matches) return act.remove();
  if (!session.key) return show(act, h("p", {}, t("signInToVote")));
  if (!poll.myRights?.length) return show(act, h("p", {}, t("noRight")));
  if (poll.status === "OPENING") return showOpenings(act, poll);
  if (poll.options.length > 0) return show(act, h("p", {}, t("optionsElsewhere")));
  showChoices(act, poll, shown);
}

const isSealed = (poll) => poll.rule.openness === "SEALED";

function noteOn(ballot) {
  if (!ballot) return null;
  return ballot.stands === "SEALED" ? t("yourSeal") : `${t("yourBallot")}: ${t(ballot.choice.toLowerCase())}`;
}

function showChoices(act, poll, shown) {
  const form = h(
    "form",
    { onsubmit: (event) => (event.preventDefault(), prepare(act, poll, shown, new FormData(form))) },
    isSealed(poll) && h("p", { id: "sealed-note" }, t("sealedNote")),
    h("h3", {}, t("yourRight")),
    radios("right", poll.myRights.map(({ rightId, ballot }) => [rightId, rightId, noteOn(ballot)])),
    h("h3", {}, t("choice")),
    radios("choice", CHOICES.map((choice) => [choice, t(choice.toLowerCase())])),
    h("button", { class: "main", type: "submit" }, t(isSealed(poll) ? "prepareSealed" : "prepare")),
  );
  show(act, form);
}

function radios(name, options) {
  return h(
    "div",
    { class: "choices", role: "radiogroup", "aria-label": t(name) },
    options.map(([value, label, note], at) =>
      h(
        "label",
        {},
        h("input", { type: "radio", name, value, required: true, checked: name === "right" && at === 0 }),
        h("span", {}, label),
        note && h("small", {}, note),
      ),
    ),
  );
}

async function prepare(act, poll, shown, form) {
  const [choice, right] = [form.get("choice").toLowerCase(), form.get("right")];
  const again = () => showChoices(act, poll, shown);
  const at = { poll: poll.pollId, right, document: shown.hash };
  if (!isSealed(poll)) {
    const input = { poll: poll.id, rightId: right, choice: choice.toUpperCase() };
    const command = { kind: "cast_ballot", ...at, choice };
    return propose(act, poll, { query: PREPARE, input, command, choice, again, label: "sign" });
  }
  const sealed = await newlySealed({ book: poll.book, poll: poll.pollId, right, choice, closesAt: poll.closesAt });
  const input = { poll: poll.id, rightId: right, seal: sealed.seal };
  const command = { kind: "cast_sealed_ballot", ...at, seal: sealed.seal };
  return propose(act, poll, { query: PREPARE_SEALED, input, command, choice, again, sealed, label: "signSealed" });
}

// Has the bytes prepared, looks at them, and shows them to be signed, or why they are not.
export async function propose(act, poll, wish) {
  const nonce = hex(random(16));
  const signing = { book: poll.book, memberId: session.member, key: session.key.public, nonce };
  const answer = await ask(wish.query, { input: { signing, ...wish.input } });
  const prepared = answer.data && Object.values(answer.data)[0];
  if (!prepared?.command) return fail(act, prepared?.message ?? answer.errors?.[0]?.message);
  const bytes = fromBase64(prepared.command);
  const { book } = poll;
  const wanted = { book, member: session.member, key: session.key.public, nonce, command: wish.command, now: Date.now() };
  const { envelope, reasons } = await examine(prepared, bytes, wanted);
  if (reasons.length > 0) return refuse(act, reasons);
  const confirm = { onclick: () => cast(act, poll, bytes, wish), class: "main", type: "button", id: "sign" };
  const back = { onclick: wish.again, type: "button" };
  show(
    act,
    h("h3", {}, t("youSign")),
    facts(envelope, wish),
    wish.sealed && h("p", {}, t("keepNote")),
    h("div", { class: "row" }, h("button", confirm, t(wish.label)), h("button", back, t("cancel"))),
  );
  byId("sign").focus();
}

function facts({ actor, origin, command, expires_at_ms, key }, { choice }) {
  const rows = [
    [command.seal ? "choiceSealed" : "choice", t(choice), "big", "choice"],
    ["which", command.poll],
    ["who", actor.id],
    ["right", command.right],
    ["textHash", command.document, "hash"],
    ["seal", command.seal, "hash"],
    ["salt", command.salt, "hash"],
    ["book", origin],
    ["key", key, "hash"],
    ["until", moment(expires_at_ms)],
  ].filter(([, value]) => value !== undefined);
  return h("dl", { id: "facts" }, rows.map(([label, value, kind, name]) => [h("dt", {}, t(label)), h("dd", { class: kind, "data-fact": name ?? label }, value)]));
}

export function refuse(act, reasons, why = "refusedWhy") {
  const list = h("ul", {}, reasons.map((reason) => h("li", { "data-reason": reason }, t(reason))));
  show(act, h("div", { class: "bad", role: "alert", id: "refused" }, h("h3", {}, t("refused")), h("p", {}, t(why)), list));
}

const fail = (act, message) => show(act, h("p", { class: "bad", role: "alert" }, message ?? t("failed")));

async function cast(act, poll, bytes, { choice, sealed }) {
  byId("sign").disabled = true;
  if (sealed) await keep(sealed);
  const signature = await sign(session.key, COMMAND_TYPE, bytes);
  const command = base64(bytes);
  const answer = await ask(SUBMIT, { input: { book: poll.book, command, signature: base64(signature) } });
  const done = answer.data?.submit;
  if (!done?.entry) return fail(act, done?.message ?? answer.errors?.[0]?.message);
  const receipt = {
    id: `${poll.book}#${done.entry.index}`,
    index: done.entry.index,
    book: poll.book,
    poll: poll.pollId,
    choice,
    at: new Date().toISOString(),
    receipt: done.receipt,
    leaf: done.entry.leaf,
    command,
    signature: base64(signature),
  };
  await keepReceipt(receipt);
  const kept = sealed && { ...sealed, receipt: done.receipt };
  if (kept) await keep(kept);
  const title = h("h3", { class: "good" }, `${t("accepted")} ${done.replayed ? t("replayed") : ""}`);
  show(act, h("div", { role: "status", id: "accepted" }, title, receiptCard(receipt), kept && keptCard(kept)));
}
