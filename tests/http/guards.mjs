// Requests that mean harm, timed from outside.

import { ask, check, equal, expect } from "./lib.mjs";

const LIMIT_MS = 50;

function fragmentBomb() {
  const fragments = Array.from({ length: 29 }, (_, i) => `fragment a${i} on Query{...a${i + 1} ...a${i + 1}}`);
  return `{...a0}${fragments.join("")}fragment a29 on Query{__typename}`;
}

export async function guards(url) {
  await check("a fragment bomb is refused at once", async () => {
    await ask(url, "{ __typename }");
    const bomb = fragmentBomb();
    const times = [];
    for (let round = 0; round < 5; round += 1) {
      const start = performance.now();
      const answer = await ask(url, bomb);
      times.push(performance.now() - start);
      equal(answer.errors?.[0]?.extensions?.code, "TOO_MANY_SELECTIONS", "code");
    }
    // The fastest of five: what the machine does beside us is not the server's work.
    const fastest = Math.min(...times);
    expect(fastest < LIMIT_MS, `took ${times.map((time) => time.toFixed(1))} ms`);
    return `${bomb.length} bytes, ${fastest.toFixed(1)} ms`;
  });
  await check("a form of another site cannot send a mutation", async () => {
    const body = JSON.stringify({ query: "mutation { __typename }" });
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const response = await fetch(url, { method: "POST", headers: { "content-type": type }, body });
      equal(response.status, 415, type);
    }
  });
}
