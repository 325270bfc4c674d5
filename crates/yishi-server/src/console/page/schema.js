// The schema browser: the published text, cut into types, searched by name, linked by type.

import { byId, h, show } from "./dom.js";
import { t } from "./words.js";

let types = null;

// Each definition with the description that stands before it.
function parse(sdl) {
  const pattern = /(?:"""([\s\S]*?)"""\s*)?^(type|interface|union|enum|input|scalar) (\w+)([^{\n]*)(\{[\s\S]*?^\})?/gm;
  return [...sdl.matchAll(pattern)].map(([, about, kind, name, head, body]) => ({
    kind,
    name,
    head: head.trim(),
    about: (about ?? "").trim(),
    body: (body ?? "").replace(/^\{\n|\n\}$/g, ""),
  }));
}

export async function showSchema() {
  if (types === null) {
    show(byId("types"), t("loading"));
    types = parse(await (await fetch("/schema.graphql")).text());
  }
  filter();
}

export function filter() {
  const wanted = byId("search").value.trim().toLowerCase();
  const roots = ["Query", "Mutation", "Subscription"];
  const found = (types ?? []).filter(({ name, body }) =>
    wanted ? name.toLowerCase().includes(wanted) || body.toLowerCase().includes(wanted) : roots.includes(name),
  );
  const exact = (type) => (type.name.toLowerCase() === wanted ? 0 : 1);
  found.sort((a, b) => exact(a) - exact(b));
  show(byId("types"), found.slice(0, 40).map(card));
}

function card({ kind, name, head, about, body }) {
  return h(
    "details",
    { class: "card", open: name.toLowerCase() === byId("search").value.trim().toLowerCase() || !byId("search").value },
    h("summary", {}, h("span", { class: "quiet" }, `${kind} `), h("strong", {}, name), ` ${head}`),
    about && h("p", {}, about),
    h("pre", { class: "sdl" }, linked(body)),
  );
}

function linked(body) {
  const names = new Set(types.map(({ name }) => name));
  return body.split(/(\b[A-Z]\w*\b)/).map((part) =>
    names.has(part) ? h("button", { class: "link", type: "button", onclick: () => jump(part) }, part) : part,
  );
}

function jump(name) {
  byId("search").value = name;
  filter();
  byId("search").scrollIntoView({ block: "start" });
}
