// The votes of the book: text, live count, and the way to a signed ballot.

import { base64, fromBase64, hex, random, sha256, text } from "./bytes.js";
import { COMMAND_TYPE, examine } from "./ballot.js";
import { byId, h, show } from "./dom.js";
import { keepReceipt, sign } from "./keys.js";
import { receiptCard } from "./receipts.js";
import { ask, follow, session } from "./session.js";
import { moment, t } from "./words.js";

const COUNT = `status closesAt tally { final verdict trace
  heads { entitled for against abstain } areaDm2 { entitled for against abstain } }`;
const LIST = `query Polls { books { origin polls(last: 20) { nodes { id pollId status matter { title { content } } } } } }`;
const POLL = `query Poll($id: ID!) { node(id: $id) { ... on Poll { id pollId matter { title { content } }
  council { name } document { hash bytesBase64 } rule { name opennessMeaning }
  myRights { rightId areaDm2 ballot { choice } } ${COUNT} } } }`;
const PROGRESS = `subscription Progress($id: ID!) { pollProgress(poll: $id) { index poll { ${COUNT} } } }`;
const PREPARE = `mutation Prepare($input: PrepareBallotInput!) { prepareBallot(input: $input) {
  ... on PrepareSuccess { command sha256 payloadType summary } ... on Problem { code message } } }`;
const SUBMIT = `mutation Submit($input: SubmitInput!) { submit(input: $input) {
  ... on SubmitSuccess { replayed receipt entry { index leaf } } ... on Problem { code message } } }`;
const CHOICES = ["FOR", "AGAINST", "ABSTAIN"];

let stopFollowing = () => {};

export async function showPolls() {
  const answer = await ask(LIST);
  const polls = (answer.data?.books ?? []).flatMap((book) =>
    book.polls.nodes.map((poll) => ({ ...poll, book: book.origin })),
  );
  const items = polls.reverse().map((poll) =>
    h(
      "button",
      { class: "item", type: "button", "data-poll": poll.pollId, onclick: () => showPoll(poll) },
      h("span", { class: `state ${poll.status.toLowerCase()}` }, t(poll.status)),
      h("span", {}, poll.matter?.title?.content ?? poll.pollId),
    ),
  );
  show(byId("polls"), items.length > 0 ? items : h("p", { class: "quiet" }, t("noPolls")));
}

async function showPoll({ id, book }) {
  stopFollowing();
  const answer = await ask(POLL, { id });
  const poll = answer.data?.node;
  if (!poll) return show(byId("poll"), h("p", { class: "bad" }, answer.errors?.[0]?.message ?? t("failed")));
  const shown = await shownText(poll.document);
  const count = h("section", { class: "card", "aria-live": "polite" });
  const act = h("section", { class: "card", id: "act" });
  show(count, countRows(poll));
  show(byId("poll"), textCard(poll, shown), count, act);
  showChoices(act, { ...poll, book }, shown);
  byId("poll").scrollIntoView({ block: "start" });
  if (poll.status === "OPEN") {
    const onNext = ({ data }) => data && show(count, countRows(data.pollProgress.poll));
    stopFollowing = follow(PROGRESS, { id }, { onNext });
  }
}

// The words are decoded from the bytes that were hashed here, not from a second copy that could differ.
async function shownText({ hash, bytesBase64 }) {
  if (bytesBase64 == null) return { words: null, hash: null, matches: false };
  const bytes = fromBase64(bytesBase64);
  const computed = hex(await sha256(bytes));
  return { words: text(bytes), hash: computed, matches: computed === hash };
}

function textCard(poll, { words, hash, matches }) {
  const verdict = words === null ? "textMissing" : matches ? "textMatches" : "textDiffers";
  return h(
    "section",
    { class: "card" },
    h("h2", {}, poll.matter?.title?.content ?? poll.pollId),
    h("p", { class: "quiet" }, `${poll.council?.name ?? ""} · ${poll.rule.name} · ${t("closes")} ${moment(poll.closesAt)}`),
    h("h3", {}, t("text")),
    h("pre", { class: "text" }, words ?? ""),
    h("p", { class: matches ? "good" : "bad", id: "text-verdict" }, t(verdict)),
    hash && h("code", { class: "hash" }, hash),
    h("p", { class: "quiet" }, poll.rule.opennessMeaning),
  );
}

function countRows({ status, tally }) {
  const row = (label, figures) =>
    h("tr", {}, h("th", { scope: "row" }, label), ["for", "against", "abstain", "entitled"].map((name) => h("td", {}, figures[name])));
  const head = ["for", "against", "abstain", "entitled"].map((name) => h("th", { scope: "col" }, t(name)));
  return [
    h("h3", {}, t("count"), " ", status === "OPEN" && h("span", { class: "live" }, t("live"))),
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("td", {}), head)),
      h("tbody", {}, row(t("heads"), tally.heads), Number(tally.areaDm2.entitled) > 0 && row(t("area"), tally.areaDm2)),
    ),
    h("p", { class: tally.verdict === "PASSED" ? "good" : "quiet" }, `${t(tally.final ? "final" : "ifNow")} ${t(tally.verdict)}`),
    h("details", {}, h("summary", {}, t("trace")), h("ul", {}, tally.trace.map((line) => h("li", {}, line)))),
  ];
}

function showChoices(act, poll, shown) {
  if (poll.status !== "OPEN" || !shown.matches) return act.remove();
  if (!session.key) return show(act, h("p", {}, t("signInToVote")));
  if (!poll.myRights?.length) return show(act, h("p", {}, t("noRight")));
  const form = h(
    "form",
    { onsubmit: (event) => (event.preventDefault(), prepare(act, poll, shown, new FormData(form))) },
    h("h3", {}, t("yourRight")),
    radios("right", poll.myRights.map(({ rightId, ballot }) => [rightId, rightId, ballot && `${t("yourBallot")}: ${t(ballot.choice.toLowerCase())}`])),
    h("h3", {}, t("choice")),
    radios("choice", CHOICES.map((choice) => [choice, t(choice.toLowerCase())])),
    h("button", { class: "main", type: "submit" }, t("prepare")),
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
  const nonce = hex(random(16));
  const [choice, right] = [form.get("choice"), form.get("right")];
  const signing = { book: poll.book, memberId: session.member, key: session.key.public, nonce };
  const answer = await ask(PREPARE, { input: { signing, poll: poll.id, rightId: right, choice } });
  const prepared = answer.data?.prepareBallot;
  if (!prepared?.command) return fail(act, prepared?.message ?? answer.errors?.[0]?.message);
  const bytes = fromBase64(prepared.command);
  const wanted = {
    book: poll.book,
    member: session.member,
    key: session.key.public,
    nonce,
    poll: poll.pollId,
    right,
    choice: choice.toLowerCase(),
    documentHash: shown.hash,
    now: Date.now(),
  };
  const { envelope, reasons } = await examine(prepared, bytes, wanted);
  if (reasons.length > 0) return refuse(act, reasons);
  const confirm = { onclick: () => cast(act, poll, bytes, wanted), class: "main", type: "button", id: "sign" };
  const back = { onclick: () => showChoices(act, poll, shown), type: "button" };
  show(act, h("h3", {}, t("youSign")), facts(envelope), h("div", { class: "row" }, h("button", confirm, t("sign")), h("button", back, t("cancel"))));
  byId("sign").focus();
}

function facts({ actor, origin, command, expires_at_ms, key }) {
  const rows = [
    ["choice", t(command.choice), "big"],
    ["which", command.poll],
    ["who", actor.id],
    ["right", command.right],
    ["textHash", command.document, "hash"],
    ["book", origin],
    ["key", key, "hash"],
    ["until", moment(expires_at_ms)],
  ];
  return h("dl", { id: "facts" }, rows.map(([name, value, kind]) => [h("dt", {}, t(name)), h("dd", { class: kind, "data-fact": name }, value)]));
}

function refuse(act, reasons) {
  const list = h("ul", {}, reasons.map((reason) => h("li", { "data-reason": reason }, t(reason))));
  show(act, h("div", { class: "bad", role: "alert", id: "refused" }, h("h3", {}, t("refused")), h("p", {}, t("refusedWhy")), list));
}

const fail = (act, message) => show(act, h("p", { class: "bad", role: "alert" }, message ?? t("failed")));

async function cast(act, poll, bytes, wanted) {
  byId("sign").disabled = true;
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
    choice: wanted.choice,
    at: new Date().toISOString(),
    receipt: done.receipt,
    leaf: done.entry.leaf,
    command,
    signature: base64(signature),
  };
  await keepReceipt(receipt);
  const title = h("h3", { class: "good" }, `${t("accepted")} ${done.replayed ? t("replayed") : ""}`);
  show(act, h("div", { role: "status", id: "accepted" }, title, receiptCard(receipt)));
}
