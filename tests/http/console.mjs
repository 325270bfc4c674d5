// The console in a real browser: signs in, votes, checks its receipt, and refuses a server that lies.

import { chromium } from "playwright-core";
import { ask, check, equal, expect } from "./lib.mjs";
import { LIES, changeText, startLiar } from "./liar.mjs";

export const BROWSER = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export async function openAs(browser, base, role, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  const page = await context.newPage();
  const outside = [];
  page.on("request", (request) => request.url().startsWith(base) || request.url().startsWith("blob:") || request.url().startsWith("data:") || outside.push(request.url()));
  page.on("pageerror", (error) => console.log(`      page: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && console.log(`      page: ${message.text()}`));
  await page.goto(`${base}/`);
  if (role) {
    await page.click("#sign-in");
    await page.click(`#demo-people [data-role=${role}]`);
    await page.waitForSelector("#sign-out:not([hidden])");
  }
  return { page, context, outside };
}

const OPEN_VOTE = "#polls .item[data-openness=NAMED]:has(.open)";

// Opens the vote that is open and brings the ballot up to the signature, or to the refusal.
async function prepare(page, choice) {
  await page.click(OPEN_VOTE);
  await page.waitForSelector("#text-verdict");
  if (await page.locator("#text-verdict.bad").count()) return;
  await page.check(`input[name=choice][value=${choice}]`);
  await page.click("#act button[type=submit]");
  await page.waitForSelector("#facts, #refused, #act p.bad");
}

const fact = (page, name) => page.textContent(`#facts [data-fact=${name}]`);

async function votes(browser, base, shots) {
  const { page, context, outside } = await openAs(browser, base, "resident");
  await prepare(page, "FOR");
  equal(await fact(page, "choice"), "同意", "choice");
  const shown = await page.textContent(".card code.hash");
  equal(await fact(page, "textHash"), shown, "hash of the text");
  if (shots) await page.screenshot({ path: `${shots}/sign.png`, fullPage: true });
  await page.click("#sign");
  await page.waitForSelector("#accepted");
  await page.click("#accepted button:nth-of-type(2)");
  await page.waitForSelector("#accepted .verdict.good, #accepted .verdict.bad");
  expect(await page.locator("#accepted .verdict.good").count(), await page.textContent("#accepted .verdict"));
  if (shots) await page.screenshot({ path: `${shots}/accepted.png`, fullPage: true });
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#accepted button:nth-of-type(1)")]);
  const receipt = await (await download.createReadStream()).toArray();
  expect(Buffer.concat(receipt).toString().startsWith("c2sp.org/tlog-proof@v1\n"), "a receipt");
  const secret = await page.evaluate(async () => {
    const keys = await (await import("/console/keys.js")).keys();
    return keys.map(({ secret }) => secret.extractable).join();
  });
  equal(secret, "false", "the key can be read out");
  equal(outside.length, 0, `asked elsewhere: ${outside}`);
  await context.close();
  return download.suggestedFilename();
}

// The page keeps the key that it saw first: another one is a lie, a rotation is told as the book's word.
async function keepsTheLogKey(browser, url) {
  const first = "first.example/log+00000000+AAAA";
  const told = { keys: (keys) => keys };
  const liar = await startLiar(url, (answer) => {
    const book = answer.data?.book;
    if (book?.logKeys) book.logKeys = told.keys(book.logKeys);
  });
  const rotated = (keys) => [{ vkey: first, fromSize: "0", untilSize: "0" }, ...keys.map((key) => ({ ...key, fromSize: "1" }))];
  try {
    const { page, context } = await openAs(browser, liar.url, "resident");
    await prepare(page, "AGAINST");
    await page.click("#sign");
    await page.waitForSelector("#accepted");
    const verdict = async (kept, keys) => {
      told.keys = keys;
      await page.evaluate((kept) => Object.keys(localStorage).filter((name) => name.startsWith("logKey ")).forEach((name) => (kept ? localStorage.setItem(name, kept) : localStorage.removeItem(name))), kept);
      await page.evaluate(() => (document.querySelector("#accepted .verdict").className = "verdict"));
      await page.click("#accepted button:nth-of-type(2)");
      await page.waitForFunction(() => document.querySelector("#accepted .verdict").classList.length > 1);
      return page.evaluate(() => document.querySelector("#accepted .verdict").classList[1]);
    };
    equal(await verdict(null, (keys) => keys), "good", "the key of the book");
    equal(await verdict(null, (keys) => rotated(keys)), "good", "a key that is newest when it is first seen");
    equal(await verdict(first, (keys) => rotated(keys)), "doubt", "a rotation since");
    equal(await verdict(first, (keys) => keys), "bad", "another key than the one seen first");
    equal(await verdict(first, (keys) => [{ ...rotated(keys)[0], untilSize: null }, ...keys]), "bad", "the key seen first is in force and has not signed");
    await context.close();
  } finally {
    liar.stop();
  }
}

async function followsLive(browser, base) {
  const { page, context } = await openAs(browser, base, null);
  await page.click("#tab-query");
  await page.fill("#query", "subscription { headMoved { size } }");
  await page.press("#query", "Control+Enter");
  await page.waitForFunction(() => document.getElementById("result").textContent.includes("headMoved"));
  await page.click("#stop");
  await page.fill("#query", "query Q($n: Int) { book { matters(first: $n) { nodes { matterId } } } }");
  await page.fill("#variables", '{"n": 2}');
  await page.press("#query", "Control+Enter");
  await page.waitForFunction(() => document.getElementById("result").textContent.includes("matterId"));
  await context.close();
}

// Every example must be answered without errors by whoever it is meant for.
async function examplesWork(browser, base) {
  const { page, context } = await openAs(browser, base, "auditor");
  await page.click("#tab-query");
  const count = await page.locator("#examples .item").count();
  for (let at = 0; at < count; at += 1) {
    await page.locator("#examples .item").nth(at).click();
    await page.waitForFunction(() => /"data"|"errors"|waiting/.test(document.getElementById("result").textContent) || !document.getElementById("stop").hidden);
    const result = await page.textContent("#result");
    expect(!result.includes('"errors"'), result);
  }
  await context.close();
  return `${count} examples`;
}

async function schemaAndLanguage(browser, base, shots) {
  const { page, context } = await openAs(browser, base, null);
  await page.click("#tab-schema");
  await page.fill("#search", "Poll");
  await page.waitForSelector("details:has(strong:text-is('Poll'))");
  await page.click("#language");
  equal(await page.getAttribute("html", "lang"), "en", "language");
  equal(await page.textContent("#tab-vote"), "Vote", "tab");
  await page.click("#tab-mine");
  await page.click("#make-key");
  await page.waitForSelector("#keys .receipt");
  if (shots) await page.screenshot({ path: `${shots}/keys.png`, fullPage: true });
  await context.close();
}

async function fitsAPhone(browser, base, shots) {
  const { page, context } = await openAs(browser, base, "resident", { viewport: { width: 360, height: 740 } });
  await page.click(OPEN_VOTE);
  await page.waitForSelector("#text-verdict");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow <= 0, `${overflow} px too wide`);
  if (shots) await page.screenshot({ path: `${shots}/phone.png`, fullPage: true });
  await context.close();
}

async function refusesLie(browser, url, name, lie) {
  const liar = await startLiar(url, (answer) => {
    const prepared = answer.data?.prepareBallot;
    if (prepared?.command) lie(prepared);
  });
  try {
    const { page, context } = await openAs(browser, liar.url, "resident");
    await prepare(page, "FOR");
    expect(await page.locator("#refused").count(), `not refused: ${name}`);
    const reasons = await page.locator("#refused [data-reason]").evaluateAll((items) => items.map((item) => item.dataset.reason));
    equal(await page.locator("#sign").count(), 0, "buttons to sign");
    equal(liar.submits.length, 0, "commands sent");
    await context.close();
    return reasons.join(", ");
  } finally {
    liar.stop();
  }
}

async function refusesOtherText(browser, url) {
  const liar = await startLiar(url, changeText);
  try {
    const { page, context } = await openAs(browser, liar.url, "resident");
    await prepare(page, "FOR");
    equal(await page.locator("#text-verdict.bad").count(), 1, "warnings");
    equal(await page.locator("#act").count(), 0, "ways to vote");
    await context.close();
  } finally {
    liar.stop();
  }
}

export async function consolePage(url, shots) {
  const base = new URL(url).origin;
  const browser = await chromium.launch(BROWSER);
  try {
    await check("console: signs in, votes, and its receipt holds", () => votes(browser, base, shots));
    await check("console: follows live results and answers queries", () => followsLive(browser, base));
    await check("console: every example is answered", () => examplesWork(browser, base));
    await check("console: shows the schema, makes a key, speaks English", () => schemaAndLanguage(browser, base, shots));
    await check("console: fits a phone", () => fitsAPhone(browser, base, shots));
    for (const [name, lie] of Object.entries(LIES)) {
      await check(`console refuses when ${name}`, () => refusesLie(browser, url, name, lie));
    }
    await check("console: keeps the log key that it saw first", () => keepsTheLogKey(browser, url));
    await check("console refuses when the text shown is another", () => refusesOtherText(browser, url));
  } finally {
    await browser.close();
  }
  const { data } = await ask(url, "{ books { position { size } } }");
  expect(data.books[0].position.size, "the book is still there");
}
