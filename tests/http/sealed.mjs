// Sealed votes in a real browser: the page seals, keeps what opens the ballot, and opens it after the close; a server that lies about the
// seal, about the opening or about the close learns nothing and gets nothing signed. The demo's clock goes by steps.

import { chromium } from "playwright-core";
import { createHash } from "node:crypto";
import { BROWSER, openAs } from "./console.mjs";
import { ask, check, equal, expect, startDemo, until } from "./lib.mjs";
import { OPENING_LIES, SEAL_LIES, closeTooEarly, startLiar } from "./liar.mjs";

const SEALED_VOTE = "#polls .item[data-openness=SEALED]";
const MINUTES_TO_CLOSE = 31;

// What docs/format.md, section 12, says, made here without the page.
function sealOf({ poll, right, salt, choice }) {
  const hash = createHash("sha256").update(`yishi/sealed-ballot/v1\n${poll}\n${right}\n`);
  return hash.update(Buffer.from(salt, "hex")).update(`{"choice":"${choice}"}`).digest("hex");
}

const fact = (page, name) => page.textContent(`#facts [data-fact=${name}]`);

async function choose(page, choice) {
  await page.click(SEALED_VOTE);
  await page.waitForSelector("#sealed-note");
  await page.check(`input[name=choice][value=${choice}]`);
  await page.click("#act button[type=submit]");
  await page.waitForSelector("#facts, #refused, #act p.bad");
}

async function download(page, selector) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
  return Buffer.concat(await (await file.createReadStream()).toArray()).toString();
}

// Seals, signs, and answers with the file that opens the ballot.
async function seal(page, choice) {
  await choose(page, choice);
  const shown = await fact(page, "seal");
  await page.click("#sign");
  await page.waitForSelector("#accepted");
  const file = JSON.parse(await download(page, "#accepted .save-sealed"));
  equal(file.seal, shown, "seal in the file");
  equal(sealOf(file), shown, "seal over the file's salt and choice");
  return file;
}

async function ballotInBook(url, { poll, right }) {
  const query = `query($poll: String!) { book { poll(pollId: $poll) { status unopened verdict tally { verdict heads { for against } }
    ballots(first: 100) { nodes { rightId stands choice seal } } } } }`;
  const found = (await ask(url, query, { poll })).data.book.poll;
  return { ...found, ballot: found.ballots.nodes.find((ballot) => ballot.rightId === right) };
}

// What is chosen stays in the page: no request holds the choice or the salt, and the book holds the seal only.
async function sealsAndKeeps(browser, url, shots) {
  const base = new URL(url).origin;
  const { page, context, outside } = await openAs(browser, base, "resident");
  const bodies = [];
  page.on("request", (request) => request.method() === "POST" && bodies.push(request.postData() ?? ""));
  await choose(page, "FOR");
  equal(await fact(page, "choice"), "同意", "choice");
  if (shots) await page.screenshot({ path: `${shots}/seal.png`, fullPage: true });
  await page.click("#act button:not(#sign)");
  const file = await seal(page, "FOR");
  if (shots) await page.screenshot({ path: `${shots}/sealed.png`, fullPage: true });
  await page.click("#accepted button:nth-of-type(2)");
  await page.waitForSelector("#accepted .verdict.good, #accepted .verdict.bad");
  expect(await page.locator("#accepted .verdict.good").count(), await page.textContent("#accepted .verdict"));
  expect(file.receipt.startsWith("c2sp.org/tlog-proof@v1\n"), "a receipt in the file");
  for (const body of bodies) {
    const variables = JSON.stringify(JSON.parse(body).variables ?? {});
    expect(!variables.includes(file.salt) && !/"for"|"FOR"/.test(variables), `told too much: ${variables}`);
  }
  const { ballot, unopened, tally, verdict } = await ballotInBook(url, file);
  equal(JSON.stringify(ballot), JSON.stringify({ rightId: file.right, stands: "SEALED", choice: null, seal: file.seal }), "ballot");
  expect(unopened === 41 && tally.verdict === null && verdict === null && tally.heads.for === "0", "nothing is told");
  await page.click("#tab-mine");
  await page.waitForSelector("#sealed .kept");
  const again = JSON.parse(await download(page, "#sealed .kept .save-sealed"));
  equal(again.salt, file.salt, "salt that is kept");
  equal(outside.length, 0, `asked elsewhere: ${outside}`);
  await context.close();
  return file;
}

async function refusesLie(browser, url, lie) {
  const liar = await startLiar(url, (answer) => {
    const prepared = answer.data?.prepareSealedBallot;
    if (prepared?.command) lie(prepared);
  });
  try {
    const { page, context } = await openAs(browser, liar.url, "resident");
    await choose(page, "AGAINST");
    const reasons = await refusal(page, liar);
    await context.close();
    return reasons;
  } finally {
    liar.stop();
  }
}

async function refusal(page, liar) {
  await page.waitForSelector("#refused, #facts");
  expect(await page.locator("#refused").count(), "not refused");
  equal(await page.locator("#sign").count(), 0, "buttons to sign");
  equal(liar.submits.length, 0, "commands sent");
  const reasons = await page.locator("#refused [data-reason]").evaluateAll((items) => items.map((item) => item.dataset.reason));
  return reasons.join(", ");
}

// One browser behind a server that can begin to lie at any moment, with the ballot that stands in the end.
async function startVoter(browser, url) {
  let lie = () => {};
  const liar = await startLiar(url, (answer) => lie(answer));
  const { page, context } = await openAs(browser, liar.url, "resident");
  const file = await seal(page, "AGAINST");
  liar.submits.length = 0;
  return { liar, page, context, file, lies: (next) => (lie = next) };
}

async function keepsClosedBeforeTheClose({ liar, page, lies }) {
  lies(closeTooEarly);
  await page.click(SEALED_VOTE);
  await page.click(".open-ballot");
  const reasons = await refusal(page, liar);
  equal(reasons, "tooEarly", "reasons");
  expect(!liar.bodies.some((body) => body.includes("PrepareOpening")), "the salt was told");
  lies(() => {});
}

async function closes(demo, poll) {
  demo.step(MINUTES_TO_CLOSE);
  const status = async () => (await ask(demo.url, `{ book { poll(pollId: "${poll}") { status closesAt } } }`)).data.book.poll;
  const { closesAt } = await until(status, (found) => found.status === "OPENING", "the vote closes");
  return new Date(Date.parse(closesAt) + 60_000);
}

async function refusesLieAboutOpening({ liar, page, lies }, lie) {
  lies((answer) => answer.data?.prepareOpening?.command && lie(answer.data.prepareOpening));
  await page.click(SEALED_VOTE);
  await page.click(".open-ballot");
  const reasons = await refusal(page, liar);
  lies(() => {});
  return reasons;
}

// Another browser of the same voter has nothing: the file that was taken away opens the ballot, one of a replaced ballot does not.
async function opensFromTheFile(browser, url, moment, { right, wrong }) {
  const { page, context } = await openAs(browser, new URL(url).origin, "resident");
  await page.clock.setFixedTime(moment);
  await page.click(SEALED_VOTE);
  await page.waitForSelector("[data-missing]");
  const give = (file) =>
    page.setInputFiles("[data-missing] input", { name: "b.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file)) });
  await give(wrong);
  await page.waitForSelector("[data-missing] p.bad:not(:empty)");
  await give({ ...right, choice: "for" });
  equal(await page.locator(".open-ballot").count(), 0, "opened by a file that says something else");
  await give(right);
  await page.waitForSelector(".open-ballot");
  await context.close();
}

async function opens({ page, file, liar }, url, shots) {
  await page.click(SEALED_VOTE);
  await page.click(".open-ballot");
  await page.waitForSelector("#facts");
  equal(await fact(page, "choice"), "反对", "choice");
  equal(await fact(page, "salt"), file.salt, "salt");
  if (shots) await page.screenshot({ path: `${shots}/open.png`, fullPage: true });
  await page.click("#sign");
  await page.waitForSelector("#accepted");
  equal(liar.submits.length, 1, "commands sent");
  const { ballot, tally } = await ballotInBook(url, file);
  expect(ballot.choice === "AGAINST" && ballot.stands === "COUNTS", JSON.stringify(ballot));
  equal(tally.heads.against, "1", "against");
  await page.click(SEALED_VOTE);
  await page.waitForFunction(() => document.getElementById("act").textContent.includes("没有待开启"));
}

export async function sealedVotes(binary, shots) {
  const demo = await startDemo(binary, "--steps");
  const browser = await chromium.launch(BROWSER);
  try {
    let first;
    await check("sealed: the page seals, keeps what opens it, and tells nobody", async () => {
      first = await sealsAndKeeps(browser, demo.url, shots);
    });
    for (const [name, lie] of Object.entries(SEAL_LIES)) {
      await check(`sealed: the console refuses when ${name}`, () => refusesLie(browser, demo.url, lie));
    }
    const voter = await startVoter(browser, demo.url);
    await check("sealed: nothing is opened before the close, whatever the server says", () => keepsClosedBeforeTheClose(voter));
    const moment = await closes(demo, voter.file.poll);
    await voter.page.clock.setFixedTime(moment);
    for (const [name, lie] of Object.entries(OPENING_LIES)) {
      await check(`sealed: the console refuses when ${name}`, () => refusesLieAboutOpening(voter, lie));
    }
    await check("sealed: the file that was taken away opens the ballot elsewhere", () =>
      opensFromTheFile(browser, demo.url, moment, { right: voter.file, wrong: first }));
    await check("sealed: after the close the kept ballot is opened and counts", () => opens(voter, demo.url, shots));
    voter.liar.stop();
  } finally {
    await browser.close();
    await demo.stop();
  }
}
