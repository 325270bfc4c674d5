// Starts a demo, lets every judge look at it, and says how it went.

import { mkdirSync } from "node:fs";
import { audits } from "./audits.mjs";
import { noticeBoard } from "./board.mjs";
import { consolePage } from "./console.mjs";
import { guards } from "./guards.mjs";
import { failed, startDemo } from "./lib.mjs";
import { receiptPage } from "./receipt.mjs";
import { sealedVotes } from "./sealed.mjs";
import { sockets } from "./sockets.mjs";

const [binary, shots] = process.argv.slice(2);
if (shots) mkdirSync(shots, { recursive: true });
const demo = await startDemo(binary);
try {
  await audits(demo.url);
  await guards(demo.url);
  await sockets(demo.url);
  await consolePage(demo.url, shots);
  await noticeBoard(demo.url, shots);
  await receiptPage(binary, demo.url);
} finally {
  await demo.stop();
}
await sealedVotes(binary, shots);
console.log(failed() === 0 ? "all judges agree" : `${failed()} checks failed`);
process.exitCode = failed() === 0 ? 0 : 1;
