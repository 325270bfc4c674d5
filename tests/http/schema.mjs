// The promise of the schema: what the last release promised stands. It may be added to; it may be taken away once a release has
// marked it as deprecated. Usage: node schema.mjs PROMISED PRESENT

import { readFileSync } from "node:fs";
import { CriticalityLevel, diff, DiffRule } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { check, equal, failed } from "./lib.mjs";

async function changes(promised, present) {
  const rules = [DiffRule.suppressRemovalOfDeprecatedField];
  return diff(buildSchema(promised), buildSchema(present), rules);
}

const at = (level, found) => found.filter((change) => change.criticality.level === level);

async function breaking(promised, present) {
  return at(CriticalityLevel.Breaking, await changes(promised, present)).map((change) => change.path);
}

// The check has to notice what it is for.
async function notices(what, promised, present, expected) {
  await check(`the check of the promise: ${what}`, async () => {
    equal(JSON.stringify(await breaking(promised, present)), JSON.stringify(expected), "breaking changes");
  });
}

const old = 'type Query { a: Int! b: Int @deprecated(reason: "use a") c(x: Int): E } enum E { ONE TWO }';
await notices("what stays breaks nothing", old, old, []);
await notices("what is added breaks nothing", old, old.replace("a: Int!", "a: Int! d: Int"), []);
await notices("a field is gone", old, old.replace("a: Int! ", ""), ["Query.a"]);
await notices("a field that was deprecated is gone", old, old.replace(/b: Int @deprecated\([^)]*\) /, ""), []);
await notices("a field is deprecated only now", old.replace(/@deprecated\([^)]*\) /, ""), old, []);
await notices("an answer may be null now", old, old.replace("Int!", "Int"), ["Query.a"]);
await notices("an argument is asked for now", old, old.replace("x: Int", "x: Int!"), ["Query.c.x"]);
await notices("a value is gone", old, old.replace(" TWO", ""), ["E.TWO"]);

const [promised, present] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
await check("the schema keeps what the last release promised", async () => {
  const found = await changes(promised, present);
  for (const change of at(CriticalityLevel.Dangerous, found)) console.log(`note  ${change.message}`);
  const broken = at(CriticalityLevel.Breaking, found);
  for (const change of broken) console.log(`BREAKING  ${change.message}`);
  equal(broken.length, 0, "breaking changes (deprecate first, see docs/operations.md, Releasing)");
  return `${found.length} change(s) since`;
});
process.exitCode = failed() ? 1 : 0;
