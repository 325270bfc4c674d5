// The page that checks receipts, opened from a file without a network: it takes what holds and refuses everything else.

import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { BROWSER } from "./console.mjs";
import { check, equal, expect } from "./lib.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const VECTORS = JSON.parse(readFileSync(new URL("format.json", import.meta.url), "utf8"));

// Runs the page's own check; answers "holds" or the reason.
const ask = (page, input) =>
  page.evaluate(async ({ receipt, trust, entry, leafHash, text, salt }) => {
    const bytes = (value) => (value === undefined ? null : typeof value === "string" ? utf8(value) : Uint8Array.from(value));
    try {
      await globalThis.check({ receipt: bytes(receipt), trust: bytes(trust), entry: bytes(entry), leafHash, text: bytes(text), salt });
      return "holds";
    } catch (error) {
      return error.reason ?? `not a typed refusal: ${error.stack}`;
    }
  }, input);

const good = () => ({ receipt: VECTORS.receipt.text, trust: VECTORS.checkpoint.vkey, entry: VECTORS.receipt.leaf });

async function vectors(page) {
  equal(await ask(page, good()), "holds", "the vector");
  equal(await ask(page, { ...good(), trust: VECTORS.policy }), "holds", "under a policy");
  const leafHash = createHash("sha256").update("\0").update(VECTORS.receipt.leaf).digest("hex");
  equal(await ask(page, { ...good(), entry: undefined, leafHash }), "holds", "by its hash");
  const wanted = {
    notCanonical: { entry: VECTORS.receipt.leaf.replace("{", "{ ") },
    proofFails: { entry: VECTORS.leaf.leaf },
    noEntry: { entry: undefined },
    badKey: { trust: "a verifier key" },
    otherBook: { trust: await vkeyOf("elsewhere.org/other-0a1b2c3d", generateKeyPairSync("ed25519").publicKey, 1) },
    keyIdDiffers: { trust: VECTORS.checkpoint.vkey.replace("+3bcdee97+", "+3bcdee98+") },
  };
  for (const [reason, change] of Object.entries(wanted)) {
    const found = await ask(page, { ...good(), ...change });
    expect(found === reason || (reason === "notCanonical" && found === "proofFails"), `${reason}: found ${found}`);
  }
}

// Every byte changed, left out and doubled: nothing of it may hold, and each is refused with a reason.
async function everyByte(page) {
  const whole = Buffer.from(VECTORS.receipt.text);
  let count = 0;
  for (let at = 0; at < whole.length; at += 1) {
    const flipped = Buffer.from(whole);
    flipped[at] ^= 1;
    for (const changed of [flipped, Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)]), Buffer.concat([whole.subarray(0, at + 1), whole.subarray(at)])]) {
      const found = await ask(page, { ...good(), receipt: [...changed] });
      expect(found !== "holds" && !found.startsWith("not a"), `byte ${at}: ${found}`);
      count += 1;
    }
  }
  return `${count} changed receipts`;
}

// Checkpoints that other readers take: another line end, extension lines, sizes and base64 with a second spelling.
async function oddCheckpoints(page) {
  const receipt = VECTORS.receipt.text;
  const [head, note, lines] = receipt.split("\n\n");
  const build = (text, signatures = lines) => `${head}\n\n${text}\n\n${signatures}`;
  const odd = {
    "Windows line ends": receipt.replaceAll("\n", "\r\n"),
    "an extension line": build(`${note}\nextension`),
    "a leading zero": build(note.replace("\n3\n", "\n03\n")),
    "a plus sign": build(note.replace("\n3\n", "\n+3\n")),
    "a size of 2^63": build(note.replace("\n3\n", "\n9223372036854775808\n")),
    "pad bits": build(note.replace("4hm0=", "4hm1=")),
    "no padding": build(note.replace("4hm0=", "4hm0")),
    "no newline at the end": receipt.slice(0, -1),
    "a blank line at the end": `${receipt}\n`,
    "a line that is no signature": `${receipt}hello\n`,
    "a second, bad signature of the log": `${receipt}${lines.replace("O83ul4Hp", "O83ul4Hq")}`,
    "no signature": `${head}\n\n${note}\n\n`,
    "a hyphen for the dash": receipt.replace("— ", "- "),
    "an extra line before the proof": receipt.replace("\nindex", "\nextra AAAA\nindex"),
    "another index": receipt.replace("index 1", "index 0"),
    "an index of a leading zero": receipt.replace("index 1", "index 01"),
    "a proof too long": receipt.replace("\n\n", `\n${receipt.split("\n")[2]}\n\n`),
    "a mark of byte order": `\uFEFF${receipt}`,
  };
  for (const [name, changed] of Object.entries(odd)) {
    expect(changed !== receipt, name);
    const found = await ask(page, { ...good(), receipt: changed });
    expect(found !== "holds" && !found.startsWith("not a"), `${name}: ${found}`);
  }
  equal(await ask(page, { ...good(), receipt: `${receipt}— stranger ${"A".repeat(92)}\n` }), "holds", "a stranger's line is passed over");
  return `${Object.keys(odd).length} odd receipts`;
}

async function vkeyOf(name, publicKey, type) {
  const typed = Buffer.concat([Buffer.of(type), publicKey.export({ format: "der", type: "spki" }).subarray(-32)]);
  const id = createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8);
  return `${name}+${id}+${typed.toString("base64")}`;
}

// Cosignatures made by another implementation: two of three are enough, one is not, and a time that was changed is none.
async function witnesses(page) {
  const [head, note, lines] = VECTORS.receipt.text.split("\n\n");
  const keys = ["street.example", "neighbours.example", "owner.example"].map((name) => ({ name, ...generateKeyPairSync("ed25519") }));
  const vkeys = await Promise.all(keys.map(({ name, publicKey }) => vkeyOf(name, publicKey, 4)));
  const trust = [
    `log ${VECTORS.checkpoint.vkey}`,
    ...vkeys.map((vkey, at) => `witness w${at} ${vkey}`),
    "group most 2 w0 w1 w2",
    "quorum most\n",
  ].join("\n");
  const cosign = (at, time = 1772413200n, said = time) => {
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(said);
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${note}\n`), keys[at].privateKey);
    const id = Buffer.from(vkeys[at].split("+")[1], "hex");
    return `— ${keys[at].name} ${Buffer.concat([id, stamp, signature]).toString("base64")}\n`;
  };
  const under = (...cosignatures) => ask(page, { ...good(), trust, receipt: `${head}\n\n${note}\n\n${lines}${cosignatures.join("")}` });
  equal(await under(), "quorumNotMet", "none");
  equal(await under(cosign(0)), "quorumNotMet", "one of three");
  equal(await under(cosign(0), cosign(0)), "quorumNotMet", "one of three, twice");
  equal(await under(cosign(0), cosign(2)), "holds", "two of three");
  equal(await under(cosign(0), cosign(2, 1772413200n, 1772413201n)), "quorumNotMet", "a time that was changed");
  equal(await under(cosign(0), cosign(2, 0n)), "quorumNotMet", "no time");
}

async function keptTexts(page) {
  const { salt, data, commitment } = VECTORS.statements;
  const names = await page.evaluate(([text, salt]) => nameOfText(utf8(text), salt), [data, salt]);
  equal(names, commitment, "commitment");
  equal(await ask(page, { ...good(), text: data, salt }), "textIsOther", "a text of another entry");
  equal(await ask(page, { ...good(), text: data, salt: "05" }), "badSalt", "a short salt");
}

// As a person uses it: paste, press, read.
async function byHand(page) {
  await page.fill("#receipt", VECTORS.receipt.text);
  await page.click("button[type=submit]");
  await page.waitForSelector("#verdict.late");
  await page.fill("#trust", VECTORS.checkpoint.vkey);
  await page.fill("#entry", `${VECTORS.receipt.leaf}\n`);
  await page.click("button[type=submit]");
  await page.waitForSelector("#verdict.holds");
  expect((await page.textContent("#facts")).includes("example.org/weiyang-0a1b2c3d"), "the book is named");
  await page.fill("#trust", VECTORS.checkpoint.vkey.replace("+3bcdee97+", "+3bcdee98+"));
  await page.click("button[type=submit]");
  await page.waitForSelector("#verdict.late");
  equal(await page.textContent("#facts"), "", "nothing of the good one is left");
}

async function accessible(page) {
  await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  equal(violations.map(({ id }) => id).join(), "", "axe");
}

export async function receiptPage(binary, url) {
  const folder = mkdtempSync(join(tmpdir(), "yishi-receipt-"));
  const browser = await chromium.launch(BROWSER);
  try {
    for (const language of ["zh", "en"]) {
      const file = join(folder, `${language}.html`);
      writeFileSync(file, execFileSync(binary, ["receipt-page", "--language", language]));
      const context = await browser.newContext({ offline: true });
      const page = await context.newPage();
      await page.goto(`file://${file}`);
      await check(`receipt page (${language}): used by hand`, () => byHand(page));
      await check(`receipt page (${language}): axe`, () => accessible(page));
      if (language === "zh") {
        await check("receipt page: vectors", () => vectors(page));
        await check("receipt page: every byte", () => everyByte(page));
        await check("receipt page: odd checkpoints", () => oddCheckpoints(page));
        await check("receipt page: cosignatures of others", () => witnesses(page));
        await check("receipt page: kept texts", () => keptTexts(page));
      }
      await context.close();
    }
    const page = await browser.newPage();
    const loaded = [];
    page.on("request", (request) => loaded.push(request.url()));
    await page.goto(new URL("/receipt?lang=en", url).href);
    await check("receipt page: served, within its policy", async () => {
      await byHand(page);
      equal(loaded.length, 1, `loads ${loaded}`);
    });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
