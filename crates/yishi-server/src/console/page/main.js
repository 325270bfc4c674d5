// Puts the page together: tabs, language, sign-in.

import { byId, h, show } from "./dom.js";
import { importDemoKey } from "./keys.js";
import { bindEditor, showExamples } from "./query.js";
import { makeOwnKey, showMine } from "./receipts.js";
import { filter, showSchema } from "./schema.js";
import { ask, changed, onChange, session, signIn, signOut } from "./session.js";
import { showPolls } from "./vote.js";
import { t } from "./words.js";

const VIEWS = { vote: showPolls, query: showExamples, schema: showSchema, mine: showMine };
const PANELS = { vote: "vote", query: "query-view", schema: "schema", mine: "mine" };
let people = [];

function select(view) {
  for (const name of Object.keys(VIEWS)) {
    byId(PANELS[name]).hidden = name !== view;
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === view));
    byId(`tab-${name}`).tabIndex = name === view ? 0 : -1;
  }
  history.replaceState(null, "", `#${view}`);
  Promise.resolve(VIEWS[view]()).catch((error) => show(byId("notice"), `${t("failed")}: ${error.message}`));
}

function moveTab(event) {
  const names = Object.keys(VIEWS);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = names.indexOf(event.target.id.slice(4));
  const next = names[(at + step + names.length) % names.length];
  byId(`tab-${next}`).focus();
  select(next);
}

function personButton(person) {
  const name = session.language === "en" ? person.name_en : person.name_zh;
  const enter = async () => {
    const key = await importDemoKey(person, `${person.name_zh} / ${person.name_en}`);
    await signIn(key, person.book, name);
    byId("people").close();
  };
  return h("button", { class: "item", type: "button", "data-role": person.role, onclick: () => enter().catch(tell) }, h("span", { class: "state" }, t(person.role)), h("span", {}, name));
}

const tell = (error) => show(byId("people-problem"), error.message);

function translate() {
  document.documentElement.lang = session.language;
  document.title = `${t("title")} · ${byId("community").textContent || "Yishi"}`;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
}

function render() {
  translate();
  const who = session.key ? `${session.name} · ${t(session.role)}` : t("notSignedIn");
  show(byId("who"), who);
  byId("sign-in").hidden = session.key !== null;
  byId("sign-out").hidden = session.key === null;
  show(byId("demo-people"), people.map(personButton));
  select(location.hash.slice(1) in VIEWS ? location.hash.slice(1) : "vote");
}

async function start() {
  session.language = localStorage.getItem("language") ?? (navigator.language.startsWith("zh") ? "zh-CN" : "en");
  onChange(render);
  bindEditor();
  for (const name of Object.keys(VIEWS)) {
    byId(`tab-${name}`).addEventListener("click", () => select(name));
    byId(`tab-${name}`).addEventListener("keydown", moveTab);
  }
  byId("language").addEventListener("click", () => {
    session.language = session.language === "en" ? "zh-CN" : "en";
    localStorage.setItem("language", session.language);
    changed();
  });
  byId("sign-in").addEventListener("click", () => byId("people").showModal());
  byId("people-close").addEventListener("click", () => byId("people").close());
  byId("sign-out").addEventListener("click", signOut);
  byId("make-key").addEventListener("click", () => makeOwnKey().catch(tell));
  byId("search").addEventListener("input", filter);
  people = await (await fetch("/demo/people")).json();
  const { data } = await ask("{ books { origin name } }");
  session.book = data?.books?.[0]?.origin ?? null;
  show(byId("community"), data?.books?.[0]?.name ?? "");
  render();
  if (!(await canSign())) show(byId("notice"), t("noCrypto"));
}

const canSign = async () =>
  crypto.subtle?.generateKey({ name: "Ed25519" }, false, ["sign"]).then(
    () => true,
    () => false,
  ) ?? false;

start().catch((error) => show(byId("notice"), `${t("failed")}: ${error.message}`));
