// What the judges share: named checks, and a demo to judge.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

let failures = 0;

export async function check(name, work) {
  try {
    const note = await work();
    console.log(`ok    ${name}${note ? `: ${note}` : ""}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL  ${name}: ${error.stack ?? error}`);
  }
}

export const failed = () => failures;

export function expect(holds, message) {
  if (!holds) throw new Error(message);
}

export function equal(found, expected, what) {
  expect(found === expected, `${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

// A demo on a free port; its first line says where. With `--steps` its clock moves by `step` only.
export async function startDemo(binary, ...options) {
  const child = spawn(binary, ["demo", "--listen", "127.0.0.1:0", ...options], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise((resolve, reject) => {
    lines.on("line", (line) => line.startsWith("graphql: ") && resolve(line.slice(9)));
    child.once("exit", (code) => reject(new Error(`the demo ended with ${code}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners("exit");
      child.once("exit", resolve);
      child.kill("SIGTERM");
    });
  const step = (minutes) => child.stdin.write(`${minutes}\n`);
  return { url, stop, step };
}

// Asks until the answer is the one that is waited for.
export async function until(question, holds, what) {
  for (let round = 0; round < 200; round += 1) {
    const answer = await question();
    if (holds(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came to this: ${what}`);
}

export async function ask(url, query, variables, headers = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
