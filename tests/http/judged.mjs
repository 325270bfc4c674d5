// Chromium's WebCrypto, in the page that checks receipts, on every size that outside judges judge. Usage: judged.mjs JUDGED CHECK_SCRIPT

import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { BROWSER } from "./console.mjs";

const [judged, script] = process.argv.slice(2);
const lines = readFileSync(judged, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const trust = lines.find(({ kind }) => kind === "log").vkey;
const trees = lines.filter(({ kind }) => kind === "tree");
const odd = lines.filter(({ kind }) => kind === "odd");

// The entry at an index is its decimal number.
const leafHash = (index) => createHash("sha256").update(`\0${index}`).digest("hex");
const receiptOf = ({ checkpoint }, { index, proof }) =>
  ["c2sp.org/tlog-proof@v1", `index ${index}`, ...proof.map((hash) => Buffer.from(hash, "hex").toString("base64")), "", checkpoint].join("\n");

// Asks the page's own check of many receipts at once; a refusal answers its reason.
const ask = (page, questions) =>
  page.evaluate(
    async ([questions, trust]) => {
      const answers = [];
      for (const { receipt, leafHash } of questions) {
        try {
          await check({ receipt: utf8(receipt), trust: utf8(trust), entry: null, leafHash, text: null });
          answers.push("holds");
        } catch (error) {
          answers.push(error.reason ?? `not a typed refusal: ${error.stack}`);
        }
      }
      return answers;
    },
    [questions, trust],
  );

// Of each proof: it holds; for another entry, at another place, and with any hash left out it does not.
function questionsOf(tree) {
  return tree.inclusion.flatMap((proven) => {
    const { index, proof } = proven;
    const own = { receipt: receiptOf(tree, proven), leafHash: leafHash(index), holds: true };
    const other = { ...own, leafHash: leafHash(`${index}0`), holds: false };
    const moved = { ...own, receipt: receiptOf(tree, { index: index + 1, proof }), holds: false };
    const shorter = { ...own, receipt: receiptOf(tree, { index, proof: proof.slice(1) }), holds: false };
    return [own, other, moved, ...(proof.length > 0 ? [shorter] : [])].map((question) => ({ ...question, what: `entry ${index} of ${tree.size}` }));
  });
}

// A tree of no entries has no receipt: the page must read its checkpoint and refuse every proof.
const ofNothing = (tree) => ({ receipt: receiptOf(tree, { index: 0, proof: [] }), leafHash: leafHash(0), holds: false, what: "entry 0 of 0" });

// An odd checkpoint over the one entry `0`: the page takes what our readers take.
const ofOdd = ({ name, note, ours }) => {
  const receipt = receiptOf({ checkpoint: Buffer.from(note, "base64").toString("utf8") }, { index: 0, proof: [] });
  return { receipt, leafHash: leafHash(0), holds: ours && name !== "size 2^63 - 1", what: name };
};

const folder = mkdtempSync(join(tmpdir(), "yishi-judged-"));
const browser = await chromium.launch(BROWSER);
try {
  const file = join(folder, "page.html");
  writeFileSync(file, "<!doctype html><meta charset=utf-8><title>judged</title>");
  const page = await (await browser.newContext({ offline: true })).newPage();
  await page.goto(`file://${file}`);
  await page.addScriptTag({ path: script });
  const questions = [...trees.flatMap((tree) => (tree.size === 0 ? [ofNothing(tree)] : questionsOf(tree))), ...odd.map(ofOdd)];
  const answers = await ask(page, questions);
  const wrong = questions.map(({ holds, what }, at) => [holds, answers[at], what]).filter(([holds, answer]) => (answer === "holds") !== holds || answer.startsWith("not a"));
  for (const [holds, answer, what] of wrong.slice(0, 20)) console.error(`judged.mjs: ${what}: ${answer}, which should ${holds ? "hold" : "be refused"}`);
  const held = answers.filter((answer) => answer === "holds").length;
  console.log(`Chromium: ${trees.length} sizes, ${held} receipts hold, ${answers.length - held} false ones are refused, ${odd.length} odd checkpoints as ours`);
  process.exitCode = wrong.length === 0 && held > trees.length ? 0 : 1;
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
