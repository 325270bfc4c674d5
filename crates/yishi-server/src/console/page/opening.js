// After the close: the ballots that this browser keeps, to be opened one by one.

import { propose, refuse } from "./act.js";
import { h, show } from "./dom.js";
import { fromFile, keep, keptFor } from "./seal.js";
import { moment, t } from "./words.js";

const PREPARE_OPENING = `mutation PrepareOpening($input: PrepareOpeningInput!) { prepareOpening(input: $input) {
  ... on PrepareSuccess { command sha256 payloadType summary } ... on Problem { code message } } }`;

// One card for each right whose ballot is sealed still.
export async function showOpenings(act, poll) {
  const sealed = poll.myRights.filter(({ ballot }) => ballot?.stands === "SEALED");
  if (sealed.length === 0) return show(act, h("p", {}, t("nothingToOpen")));
  const cards = await Promise.all(sealed.map((right) => card(act, poll, right)));
  show(act, h("h3", {}, t("openYours")), h("p", {}, `${t("openingUntil")} ${moment(poll.openingUntil)}`), cards);
}

async function card(act, poll, { rightId, ballot }) {
  const kept = await keptFor(poll.book, ballot.seal);
  if (!kept) return missing(act, poll, rightId, ballot.seal);
  const open = { type: "button", class: "main open-ballot", onclick: () => offer(act, poll, kept) };
  return h(
    "div",
    { class: "receipt" },
    h("p", {}, `${rightId} · ${t("itSays")} `, h("strong", {}, t(kept.choice))),
    h("div", { class: "row" }, h("button", open, t("openIt"))),
  );
}

// The salt is somewhere else: in the file that was taken away, or lost.
function missing(act, poll, right, seal) {
  const said = h("p", { class: "bad", role: "alert" });
  const read = async (event) => {
    const words = await event.target.files[0]?.text();
    const ballot = words && (await fromFile(words, { book: poll.book, poll: poll.pollId, right, seal }));
    if (!ballot) return show(said, t("otherFile"));
    await keep(ballot);
    await showOpenings(act, poll);
  };
  return h(
    "div",
    { class: "receipt", "data-missing": right },
    h("p", {}, `${right} · ${t("notKept")}`),
    h("label", {}, t("openFromFile"), " ", h("input", { type: "file", accept: ".json", onchange: read })),
    said,
  );
}

// The salt tells what the ballot says, so it is not even sent to be prepared before the close that was shown when it was sealed:
// a server that calls a vote closed too early learns nothing.
function offer(act, poll, kept) {
  const closes = [kept.closesAt, poll.closesAt].map(Date.parse);
  if (!closes.every((moment) => moment <= Date.now())) return refuse(act, ["tooEarly"], "tooEarlyWhy");
  const { right, salt, choice } = kept;
  const input = { poll: poll.id, rightId: right, salt, choice: choice.toUpperCase() };
  const command = { kind: "open_sealed_ballot", poll: poll.pollId, right, salt, reading: { choice } };
  const again = () => showOpenings(act, poll);
  return propose(act, poll, { query: PREPARE_OPENING, input, command, choice, again, label: "signOpening" });
}
