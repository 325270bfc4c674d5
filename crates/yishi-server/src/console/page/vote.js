// The votes of the book: the text, the live count, and below them what the voter can do.

import { showActs } from "./act.js";
import { fromBase64, hex, sha256, text } from "./bytes.js";
import { byId, h, show } from "./dom.js";
import { ask, follow } from "./session.js";
import { moment, t } from "./words.js";

const COUNT = `status closesAt openingUntil unopened verdict tally { final verdict trace
  heads { entitled for against abstain } areaDm2 { entitled for against abstain } }`;
const LIST = `query Polls { books { origin polls(last: 20) { nodes {
  id pollId status rule { openness } matter { title { content } } } } } }`;
const POLL = `query Poll($id: ID!) { node(id: $id) { ... on Poll { id pollId matter { title { content } }
  council { name } document { hash bytesBase64 } rule { name openness opennessMeaning } options { optionId }
  myRights { rightId areaDm2 ballot { stands choice seal } } ${COUNT} } } }`;
const PROGRESS = `subscription Progress($id: ID!) { pollProgress(poll: $id) { index poll { ${COUNT} } } }`;

let stopFollowing = () => {};

export async function showPolls() {
  const answer = await ask(LIST);
  const polls = (answer.data?.books ?? []).flatMap((book) =>
    book.polls.nodes.map((poll) => ({ ...poll, book: book.origin })),
  );
  const items = polls.reverse().map((poll) =>
    h(
      "button",
      { class: "item", type: "button", "data-poll": poll.pollId, "data-openness": poll.rule.openness, onclick: () => showPoll(poll) },
      h("span", { class: `state ${poll.status.toLowerCase()}` }, t(poll.status)),
      h("span", {}, poll.matter?.title?.content ?? poll.pollId),
      poll.rule.openness === "SEALED" && h("span", { class: "state" }, t("bySeal")),
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
  showActs(act, { ...poll, book }, shown);
  byId("poll").scrollIntoView({ block: "start" });
  if (poll.status !== "SEALED") followCount(id, book, poll.status, count);
}

// At the close something else is to be done: the vote is shown anew.
function followCount(id, book, status, count) {
  const onNext = ({ data }) => {
    if (!data) return;
    const { poll } = data.pollProgress;
    if (poll.status === status) return show(count, countRows(poll));
    showPoll({ id, book });
    showPolls();
  };
  stopFollowing = follow(PROGRESS, { id }, { onNext });
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
  const until = poll.openingUntil ? `${t("openingUntil")} ${moment(poll.openingUntil)}` : `${t("closes")} ${moment(poll.closesAt)}`;
  return h(
    "section",
    { class: "card" },
    h("h2", {}, poll.matter?.title?.content ?? poll.pollId),
    h("p", { class: "quiet" }, `${poll.council?.name ?? ""} · ${poll.rule.name} · ${until}`),
    h("h3", {}, t("text")),
    h("pre", { class: "text" }, words ?? ""),
    h("p", { class: matches ? "good" : "bad", id: "text-verdict" }, t(verdict)),
    hash && h("code", { class: "hash" }, hash),
    h("p", { class: "quiet" }, poll.rule.opennessMeaning),
  );
}

function countRows({ status, tally, unopened, verdict }) {
  const row = (label, figures) =>
    h("tr", {}, h("th", { scope: "row" }, label), ["for", "against", "abstain", "entitled"].map((name) => h("td", {}, figures[name])));
  const head = ["for", "against", "abstain", "entitled"].map((name) => h("th", { scope: "col" }, t(name)));
  const outcome = verdict ?? tally.verdict;
  return [
    h("h3", {}, t("count"), " ", status !== "SEALED" && h("span", { class: "live" }, t("live"))),
    unopened > 0 && h("p", { id: "unopened" }, `${t("unopened")}: ${unopened}`),
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("td", {}), head)),
      h("tbody", {}, row(t("heads"), tally.heads), Number(tally.areaDm2.entitled) > 0 && row(t("area"), tally.areaDm2)),
    ),
    outcome && h("p", { class: outcome === "PASSED" ? "good" : "quiet" }, `${t(tally.final ? "final" : "ifNow")} ${t(outcome)}`),
    h("details", {}, h("summary", {}, t("trace")), h("ul", {}, tally.trace.map((line) => h("li", {}, line)))),
  ];
}
