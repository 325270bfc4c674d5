// The audits of npm graphql-http: GraphQL over HTTP as the draft of the specification has it.

import { serverAudits } from "graphql-http";
import { check, equal } from "./lib.mjs";

const AUDITS = 61;

export async function audits(url) {
  await check("graphql-http serverAudits", async () => {
    const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
    const other = results.filter(({ status }) => status !== "ok");
    for (const { id, name, status, reason } of other) console.log(`      ${status} ${id} ${name}: ${reason}`);
    equal(results.length - other.length, AUDITS, "audits passed");
    equal(other.length, 0, "audits not passed");
    return `${results.length - other.length}/${results.length}`;
  });
}
