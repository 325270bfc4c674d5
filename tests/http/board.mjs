// The notice board in a real browser: every page that can be reached, in both languages, at the width of a phone.

import { chromium } from "playwright-core";
import { createRequire } from "node:module";
import { BROWSER } from "./console.mjs";
import { check, equal, expect } from "./lib.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const LARGEST = 50_000;
const LANGUAGES = ["en", "zh-CN"];
const PHONE = { width: 360, height: 740 };

// The pages of one language, from the overview on by their links; entries are many and alike, so that a few stand for all.
async function pages(base, language) {
  const found = new Set();
  const waiting = [`${base}/board/index.html?lang=${language}`];
  let entries = 0;
  while (waiting.length > 0) {
    const url = waiting.pop();
    if (found.has(url)) continue;
    if (/\/entries\//.test(url)) {
      if (entries >= 3) continue;
      entries += 1;
    }
    found.add(url);
    const response = await fetch(url);
    equal(response.status, 200, url);
    const body = await response.text();
    if (/\/board\/(?!minutes)/.test(url)) expect(Buffer.byteLength(body) < LARGEST, `${url} has ${Buffer.byteLength(body)} bytes`);
    expect(response.headers.get("content-security-policy").startsWith("default-src 'none'; style-src 'sha256-"), `policy of ${url}`);
    for (const [, href] of body.matchAll(/href="([^"]+)"/g)) {
      const next = new URL(href.replaceAll("&amp;", "&"), url);
      if (next.pathname.endsWith(".html") && next.searchParams.get("lang") === language) waiting.push(next.href);
    }
  }
  return [...found];
}

// Other forms that pages link to are answered too.
async function formsAreAnswered(urls) {
  const forms = new Set();
  for (const url of urls) {
    const body = await (await fetch(url)).text();
    for (const [, href] of body.matchAll(/href="([^"]+\.(?:ics|atom|json|receipt))"/g)) forms.add(new URL(href, url).href);
  }
  for (const form of forms) equal((await fetch(form)).status, 200, form);
  return `${forms.size} calendars, feeds, records and receipts`;
}

async function judged(context, url, shots) {
  const page = await context.newPage();
  await page.goto(url);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow <= 0, `${url} is ${overflow} px too wide`);
  await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  equal(told.length, 0, `violations of ${url}: ${told.join("; ")}`);
  if (shots) await page.screenshot({ path: `${shots}/${new URL(url).pathname.replaceAll("/", "_")}-${new URL(url).searchParams.get("lang")}.png`, fullPage: true });
  await page.close();
}

// Without the policy being lifted nothing may run: an inline handler of a page of the same address must do nothing.
async function runsNothing(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  let ran = true;
  await page.addScriptTag({ content: "document.title = 'ran'" }).catch(() => (ran = false));
  expect(!ran || (await page.title()) !== "ran", "a script ran");
  await page.close();
}

export async function noticeBoard(url, shots) {
  const base = new URL(url).origin;
  const browser = await chromium.launch(BROWSER);
  try {
    for (const language of LANGUAGES) {
      await check(`board: no page in ${language} has an accessibility fault, is too wide or too large`, async () => {
        const urls = await pages(base, language);
        const context = await browser.newContext({ bypassCSP: true, viewport: PHONE });
        for (const page of urls) await judged(context, page, shots);
        await context.close();
        return `${urls.length} pages`;
      });
    }
    await check("board: what pages link to is there", async () => formsAreAnswered(await pages(base, "en")));
    await check("board: a page runs nothing", () => runsNothing(browser, `${base}/board/index.html`));
  } finally {
    await browser.close();
  }
}
