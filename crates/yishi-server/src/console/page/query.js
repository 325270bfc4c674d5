// The query editor: examples, a run, and live results.

import { EXAMPLES } from "./examples.js";
import { byId, h, show } from "./dom.js";
import { ask, follow, session } from "./session.js";
import { t } from "./words.js";

const MOST_LIVE = 50;
let stop = () => {};

export function showExamples() {
  const groups = Map.groupBy(EXAMPLES, (example) => example.role);
  const list = [...groups].map(([role, examples]) => [
    h("h3", {}, t(role)),
    examples.map((example) =>
      h("button", { class: "item", type: "button", onclick: () => load(example) }, session.language === "en" ? example.en : example.zh),
    ),
  ]);
  show(byId("examples"), list.flat(2));
}

function load({ query }) {
  byId("query").value = query;
  byId("variables").value = "";
  run();
}

const print = (value) => JSON.stringify(value, null, 2);

export async function run() {
  stop();
  const query = byId("query").value;
  let variables;
  try {
    variables = byId("variables").value.trim() ? JSON.parse(byId("variables").value) : undefined;
  } catch (error) {
    return show(byId("result"), `${t("variables")}: ${error.message}`);
  }
  show(byId("result"), t("loading"));
  if (/^\s*subscription\b/.test(query)) return runLive(query, variables);
  try {
    show(byId("result"), print(await ask(query, variables)));
  } catch (error) {
    show(byId("result"), `${t("failed")}: ${error.message}`);
  }
}

function runLive(query, variables) {
  const items = [];
  const render = () => show(byId("result"), items.join("\n"));
  const add = (value) => {
    items.unshift(print(value));
    items.length = Math.min(items.length, MOST_LIVE);
    render();
  };
  const end = follow(query, variables, { onNext: add, onEnd: (errors) => (errors && add({ errors }), ended()) });
  const ended = () => (byId("stop").hidden = true);
  byId("stop").hidden = false;
  stop = () => (end(), ended());
  byId("stop").onclick = () => stop();
}

export function bindEditor() {
  byId("run").addEventListener("click", run);
  for (const id of ["query", "variables"]) {
    byId(id).addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
    });
  }
}
