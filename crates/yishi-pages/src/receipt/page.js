// The page around the check: files or pasted text in, sentences out. Nothing is sent anywhere.

const WORDS = {
  holds: ["收据有效：这条记录在经签名的台账里。", "The receipt holds: the entry stands in the signed book."],
  fails: ["收据无效：", "The receipt does not hold: "],
  book: ["台账", "Book"],
  entry: ["第几条（从 0 数起）", "Entry, counted from 0"],
  size: ["检查点的条数", "Entries under the checkpoint"],
  root: ["检查点的根（SHA-256）", "Root of the checkpoint (SHA-256)"],
  recorded: ["记录时间", "Recorded"],
  command: ["做了什么", "What was done"],
  actor: ["由谁", "By whom"],
  text: ["您保存的文字", "The text that you kept"],
  textHolds: ["这条记录写的正是它", "is exactly what the entry names"],
  witnesses: ["联署的见证人", "Witnesses who cosigned"],
  nobody: ["无", "nobody"],
  notChecked: ["没有查的", "Not checked"],
  others: [
    "别人看到的是否是同一本台账：请与邻居的检查点比对，或用要求见证人的信任策略。",
    "Whether others are shown the same book: compare checkpoints with neighbours, or use a policy that asks for witnesses.",
  ],
  rules: ["这条记录是否合规：那要重放整本台账（yishi audit replay）。", "Whether the rules allowed the entry: that takes a replay of the book (yishi audit replay)."],
  leafUnread: ["没有给出记录本身，所以没有看它写了什么。", "The entry itself was not given, so what it says was not looked at."],
  noCrypto: ["这个浏览器没有 Ed25519：请换新版浏览器，或用 yishi audit receipt。", "This browser lacks Ed25519: use a newer one, or yishi audit receipt."],
  missing: ["请先给出收据和日志公钥（或信任策略）。", "Give the receipt and the log's key (or a policy) first."],
  notUtf8: ["文件不是 UTF-8", "a file is not UTF-8"],
  noteTooLarge: ["检查点太大", "the checkpoint is too large"],
  controlCharacter: ["检查点里有控制字符（比如 Windows 换行）", "the checkpoint has a control character, such as a Windows line end"],
  noBlankLine: ["缺少空行", "a blank line is missing"],
  noNewlineAtEnd: ["最后没有换行", "there is no newline at its end"],
  tooManySignatures: ["签名行超过 100 行", "more than 100 signature lines"],
  badSignatureLine: ["有一行不是签名行", "a line is not a signature line"],
  notThreeLines: ["检查点不是三行（台账、条数、根）", "the checkpoint has not exactly three lines (book, size, root)"],
  badSize: ["条数不是 2^63−1 以内的十进制数", "the size is no plain decimal up to 2^63−1"],
  badRoot: ["根不是 32 字节的标准 base64", "the root is not 32 bytes of canonical base64"],
  badKey: ["这不是可用的公钥", "this is not a good verifier key"],
  badKeyType: ["公钥的种类不对", "the key is of another kind"],
  keyIdDiffers: ["公钥与它自己的校验码不符，可能抄错了", "the key does not match its own id: perhaps it was copied wrongly"],
  badPolicyLine: ["信任策略里这一行不对", "a line of the policy is wrong"],
  nameTaken: ["信任策略里这个名字用了两次", "a name of the policy is used twice"],
  noQuorumLine: ["信任策略没有 quorum 一行", "the policy has no quorum line"],
  otherBook: ["属于另一本台账", "it is of another book"],
  logSignatureFails: ["检查点没有这把公钥的有效签名", "the checkpoint has no good signature of the log's key"],
  quorumNotMet: ["见证人不够；已联署：", "too few witnesses; cosigned by:"],
  notAReceipt: ["第一行不是 c2sp.org/tlog-proof@v1", "its first line is not c2sp.org/tlog-proof@v1"],
  badIndex: ["第二行不是 index 加一个十进制数", "its second line is not `index` and a plain decimal"],
  badHash: ["证明里有一行不是 32 字节的标准 base64", "a line of the proof is not 32 bytes of canonical base64"],
  outsideTheTree: ["收据说的位置不在检查点之内", "the receipt's place is outside the checkpoint"],
  proofFails: ["证明推不出检查点的根", "the proof does not lead to the root of the checkpoint"],
  notCanonical: ["记录不是规范的 JSON", "the entry is not canonical JSON"],
  otherIndex: ["记录说自己是另一条：", "the entry says that it is another one:"],
  noEntry: ["请给出记录的一行，或它的哈希（64 位小写十六进制）", "give the line of the entry, or its hash (64 lower-case hex digits)"],
  badSalt: ["盐应是 64 位小写十六进制", "a salt has 64 lower-case hex digits"],
  textWantsEntry: ["要查文字，需要记录本身", "to look for a text, the entry itself is needed"],
  textIsOther: ["记录写的是别的文字；行尾的换行也算", "the entry names other texts; a line end at the end counts too"],
};

const language = document.documentElement.lang === "en" ? 1 : 0;
const say = (name) => WORDS[name]?.[language] ?? name;
const byId = (id) => document.getElementById(id);

// A field is a file, or what is typed; `null` when both are empty. The newline that ends an entry's line is not part of it.
async function field(name, trimmed) {
  const file = byId(`${name}-file`)?.files[0];
  const typed = byId(name).value;
  if (!file && typed === "") return null;
  const bytes = file ? new Uint8Array(await file.arrayBuffer()) : utf8(typed);
  return trimmed && bytes.at(-1) === 10 ? bytes.slice(0, -1) : bytes;
}

async function inputs() {
  const [receipt, trust, given, text] = await Promise.all([field("receipt"), field("trust"), field("entry", true), field("text")]);
  if (receipt === null || trust === null) refuse("missing");
  const isHash = given !== null && /^[0-9a-f]{64}$/.test(words(given));
  const [entry, leafHash] = isHash ? [null, words(given)] : [given, null];
  return { receipt, trust, entry, leafHash, text, salt: byId("salt").value.trim() };
}

function row(list, name, value) {
  const [term, said] = [document.createElement("dt"), document.createElement("dd")];
  [term.textContent, said.textContent] = [say(name), value];
  list.append(term, said);
}

function facts(found) {
  const list = document.createElement("dl");
  row(list, "book", found.origin);
  row(list, "entry", String(found.index));
  row(list, "size", String(found.size));
  row(list, "root", found.root);
  if (found.entry) {
    row(list, "recorded", new Date(found.entry.recorded_at).toISOString());
    row(list, "command", String(found.entry.command?.command?.kind));
    row(list, "actor", String(found.entry.command?.actor?.id ?? found.entry.command?.actor?.party));
  }
  if (found.text) row(list, "text", say("textHolds"));
  row(list, "witnesses", found.witnesses.join(", ") || say("nobody"));
  for (const name of [found.quorum === "none" && "others", "rules", !found.entry && "leafUnread"]) {
    if (name) row(list, "notChecked", say(name));
  }
  return list;
}

function sentenceOf(error) {
  if (error instanceof Refused) return [say(error.reason), error.detail].filter(Boolean).join(" ");
  return error.name === "NotSupportedError" ? say("noCrypto") : String(error.message);
}

async function run(event) {
  event.preventDefault();
  const [verdict, details] = [byId("verdict"), byId("facts")];
  details.replaceChildren();
  try {
    if (!globalThis.crypto?.subtle) refuse("noCrypto");
    const found = await check(await inputs());
    [verdict.textContent, verdict.className] = [say("holds"), "outcome holds"];
    details.replaceChildren(facts(found));
  } catch (error) {
    [verdict.textContent, verdict.className] = [`${say("fails")}${sentenceOf(error)}`, "outcome late"];
    verdict.dataset.reason = error.reason ?? "";
  }
}

byId("form").addEventListener("submit", run);
