// The workbench: what the record says is put in as text and never read as HTML.
"use strict";

const $ = (id) => document.getElementById(id);
const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
const here = new URL(".", location.href).href;
// More lines than this make a browser slow; what is saved has them all.
const MOST = 1000;
let queries = [];
let shown = { columns: [], rows: [] };

async function start() {
  const found = await (await fetch("queries?format=json")).json();
  queries = found.queries;
  for (const one of queries) $("name").append(element("option", one.name));
  const health = await (await fetch("health")).json();
  $("record").textContent = `record ${health.version}, ${health.digest.slice(0, 19)}`;
  const asked = new URLSearchParams(location.search);
  if (queries.some((one) => one.name === asked.get("query"))) $("name").value = asked.get("query");
  else $("name").value = "could-share";
  choose(asked);
}

const chosen = () => queries.find((one) => one.name === $("name").value);

function choose(given = new URLSearchParams()) {
  const one = chosen();
  $("about").textContent = `${one.title} ${one.about}`;
  $("fields").replaceChildren(
    ...one.parameters.map((parameter) => {
      const field = document.createElement("div");
      const label = element("label", parameter.name + (parameter.required ? " (needed)" : ""));
      const input = document.createElement("input");
      label.htmlFor = input.id = `of-${parameter.name}`;
      Object.assign(input, { name: parameter.name, required: parameter.required, placeholder: parameter.default });
      input.value = given.get(parameter.name) || "";
      input.setAttribute("aria-describedby", `about-${parameter.name}`);
      const about = Object.assign(element("small", parameter.about), { id: `about-${parameter.name}` });
      field.append(label, input, about);
      return field;
    }),
  );
}

const given = () => new URLSearchParams([...new FormData($("form"))].filter(([, value]) => value));

async function ask(address, options, told) {
  say("Asking…");
  codes(told);
  try {
    const reply = await fetch(address, options);
    const graph = reply.headers.get("Content-Type") === "application/n-triples";
    const body = graph ? triples(await reply.text()) : await reply.json();
    if (!reply.ok) return say(body.detail || body.title || `The server answered ${reply.status}.`, true);
    show(body);
  } catch (error) {
    say(`No answer: ${error.message}`, true);
  }
}

// A graph as a table of its statements.
const triples = (text) => text.split("\n").filter(Boolean).map((triple) => ({ triple }));

function named(event) {
  event.preventDefault();
  const parameters = given();
  history.replaceState(null, "", `?${new URLSearchParams([["query", chosen().name], ...parameters])}`);
  const address = `${here}queries/${chosen().name}?${parameters}`;
  ask(`${address}&format=json`, {}, { address: `${address}&format=csv` });
}

function own() {
  const body = new URLSearchParams({ query: $("text").value });
  ask("sparql", { method: "POST", body, headers: { Accept: "application/sparql-results+json, application/n-triples;q=0.5" } }, { query: $("text").value });
}

function show(body) {
  if (Array.isArray(body)) shown = { columns: body.length ? Object.keys(body[0]) : [], rows: body };
  else if ("boolean" in body) shown = { columns: ["answer"], rows: [{ answer: String(body.boolean) }] };
  else
    shown = {
      columns: body.head.vars,
      rows: body.results.bindings.map((row) => Object.fromEntries(Object.entries(row).map(([key, term]) => [key, term.value]))),
    };
  const head = document.createElement("tr");
  head.append(...shown.columns.map((name) => Object.assign(element("th", name), { scope: "col" })));
  const lines = shown.rows.slice(0, MOST).map((row) => {
    const line = document.createElement("tr");
    line.append(...shown.columns.map((name) => element("td", row[name] ?? "")));
    return line;
  });
  $("table").replaceChildren(head, ...lines);
  $("saves").hidden = !shown.rows.length;
  const rest = shown.rows.length > MOST ? ` The first ${MOST} are shown; what you save has all.` : "";
  say(`${shown.rows.length} row${shown.rows.length === 1 ? "" : "s"}.${rest}`);
  $("found").scrollIntoView();
}

function say(text, wrong = false) {
  $("said").textContent = text;
  $("said").className = wrong ? "wrong" : "";
  if (wrong) $("table").replaceChildren();
}

// --- saving and programs --------------------------------------------------------------

function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const cell = (value) => {
  const text = String(value ?? "");
  // A spreadsheet would run what begins so.
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
};

function csv() {
  const lines = [shown.columns, ...shown.rows.map((row) => shown.columns.map((name) => row[name]))];
  save("couldshare.csv", "text/csv", lines.map((line) => line.map(cell).join(",")).join("\n") + "\n");
}

function codes({ address, query }) {
  const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const quoted = (text) => JSON.stringify(text);
  const endpoint = `${here}sparql`;
  $("curl").textContent = address
    ? `curl ${shell(address)}`
    : `curl -H 'Accept: text/csv' --data-urlencode ${shell(`query=${query}`)} ${shell(endpoint)}`;
  $("python").textContent = address
    ? `import pandas as pd\n\nframe = pd.read_csv(${quoted(address)})`
    : `import io, urllib.parse, urllib.request\nimport pandas as pd\n\nbody = urllib.parse.urlencode({"query": ${quoted(query)}}).encode()\nrequest = urllib.request.Request(${quoted(endpoint)}, body, {"Accept": "text/csv"})\nframe = pd.read_csv(io.BytesIO(urllib.request.urlopen(request).read()))`;
  $("r").textContent = address
    ? `frame <- read.csv(${quoted(address)})`
    : `library(httr)\nreply <- POST(${quoted(endpoint)}, body = list(query = ${quoted(query)}), encode = "form", accept("text/csv"))\nframe <- read.csv(text = content(reply, "text", encoding = "UTF-8"))`;
}

$("name").addEventListener("change", () => choose());
$("form").addEventListener("submit", named);
$("edit").addEventListener("click", () => { $("text").value = chosen().example; $("text").focus(); });
$("run").addEventListener("click", own);
$("csv").addEventListener("click", csv);
$("json").addEventListener("click", () => save("couldshare.json", "application/json", JSON.stringify(shown.rows, null, 2)));
start();
