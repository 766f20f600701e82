"use strict";

const METHODS = ["get", "post", "put", "patch", "delete"];
const byId = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value;
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

function refName(schema) {
  return schema.$ref ? schema.$ref.split("/").pop() : null;
}

/* A sentence of the document, with what stands between backticks set as code. */
function prose(text) {
  const parts = (text || "").split("`").map((part, place) => (place % 2 ? make("code", {}, part) : part));
  return make("span", {}, ...parts);
}

function spoken(name) {
  return name.replace(/^Page_(.+)_$/, "page of $1");
}

/* Random also where the page came over plain HTTP, which has no crypto.randomUUID. */
function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* What a schema is, in a few words: "Booking", "list of Slot", "text (uuid)". */
function kind(schema) {
  if (!schema) return document.createTextNode("nothing");
  const name = refName(schema);
  if (name) return make("a", { href: `#schema-${name}` }, spoken(name));
  if (schema.const !== undefined) return make("code", {}, JSON.stringify(schema.const));
  if (schema.enum) return make("code", {}, schema.enum.join(" | "));
  const choices = schema.anyOf || schema.oneOf;
  if (choices) {
    const span = make("span");
    choices.forEach((choice, place) => span.append(place ? " or " : "", kind(choice)));
    return span;
  }
  if (schema.type === "array") return make("span", {}, "list of ", kind(schema.items || {}));
  return document.createTextNode([schema.type || "anything", schema.format ? `(${schema.format})` : ""].join(" ").trim());
}

const BOUNDS = {
  minimum: "≥", maximum: "≤", minLength: "length ≥", maxLength: "length ≤", minItems: "items ≥", maxItems: "items ≤",
  pattern: "matches", default: "else",
};

/* What is asked of a value, in a few words; a pattern that only keeps control characters out goes without saying. */
function bounds(schema) {
  const own = Object.entries(BOUNDS)
    .filter(([key]) => !["undefined", "object"].includes(typeof schema[key]) && schema[key] !== "")
    .filter(([key]) => key !== "pattern" || !schema.pattern.startsWith("^[^\\x00-"))
    .map(([key, words]) => `${words} ${schema[key]}`);
  return [...own, ...(schema.anyOf || []).map(bounds).filter(Boolean)].join(", ");
}

function fields(schema) {
  const required = new Set(schema.required || []);
  const rows = Object.entries(schema.properties || {}).map(([name, field]) =>
    make("tr", {},
      make("td", {}, make("code", {}, name), required.has(name) ? " *" : ""),
      make("td", {}, kind(field)),
      make("td", {}, prose(field.description), " ", make("span", { class: "note" }, bounds(field)))));
  return rows.length ? make("table", {}, make("tbody", {}, ...rows)) : make("p", {}, kind(schema), " ", bounds(schema));
}

/* A body to start from: each required field with a value of its kind. */
function sample(schema, schemas, depth = 0) {
  if (!schema || depth > 4) return null;
  const name = refName(schema);
  if (name) return sample(schemas[name], schemas, depth + 1);
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choices = schema.anyOf || schema.oneOf;
  if (choices) return sample(choices[0], schemas, depth + 1);
  if (schema.type === "object") {
    const wanted = schema.required || [];
    return Object.fromEntries(wanted.map((key) => [key, sample((schema.properties || {})[key], schemas, depth + 1)]));
  }
  const plain = { array: [], integer: schema.minimum || 0, number: schema.minimum || 0, boolean: false };
  if (schema.type in plain) return plain[schema.type];
  if (schema.format === "date-time") return new Date(Date.now() + 86400000).toISOString().slice(0, 16) + ":00Z";
  return "";
}

/* Where a parameter is typed in, or chosen where there is a choice. */
function field(parameter, schemas) {
  const schema = schemas[refName(parameter.schema)] || parameter.schema;
  const choices = schema.enum || (schema.type === "boolean" ? ["true", "false"] : null);
  if (choices) return make("select", {}, ...["", ...choices].map((choice) => make("option", { value: choice }, choice)));
  const given = { "Idempotency-Key": freshKey(), "If-Match": parameter.required ? "*" : "" };
  return make("input", { value: given[parameter.name] || "", placeholder: parameter.required ? "needed" : schema.format || "" });
}

/* Where the body is written, or chosen where it is a file; null where the operation has none. */
function bodyOf(operation, schemas) {
  if (!operation.requestBody) return null;
  const media = Object.keys(operation.requestBody.content);
  if (!media[0].endsWith("json")) {
    const file = make("input", { type: "file", accept: media.join(",") });
    return { node: make("label", {}, "File", file), type: () => (file.files[0] || {}).type || media[0], content: () => file.files[0] };
  }
  const schema = operation.requestBody.content[media[0]].schema;
  const area = make("textarea", { value: JSON.stringify(sample(schema, schemas), null, 2), spellcheck: false });
  area.setAttribute("aria-label", "Body");
  return { node: area, type: () => media[0], content: () => area.value };
}

function tryIt(operation, schemas) {
  const inputs = (operation.parameters || []).map((parameter) => [parameter, field(parameter, schemas)]);
  const body = bodyOf(operation, schemas);
  const shown = make("pre", { hidden: true, tabIndex: 0 });
  const form = make("form", { class: "try" },
    ...inputs.map(([parameter, input]) => make("label", {}, parameter.name, input)),
    body && body.node, make("button", {}, "Send"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(operation, inputs, body, shown);
  });
  return make("div", {}, make("h4", {}, "Try it"), form, shown);
}

/* The request as it is filled in: its address and what goes with it. */
function requestOf(operation, inputs, body) {
  const query = new URLSearchParams();
  const headers = { Accept: "application/json" };
  let path = operation.path;
  for (const [parameter, input] of inputs) {
    if (input.value === "") continue;
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (parameter.in === "query") query.set(parameter.name, input.value);
    else headers[parameter.name] = input.value;
  }
  if (byId("token").value) headers.Authorization = `Bearer ${byId("token").value.trim()}`;
  if (body) headers["Content-Type"] = body.type();
  return { address: query.size ? `${path}?${query}` : path, headers };
}

async function ask(operation, inputs, body, shown) {
  const { address, headers } = requestOf(operation, inputs, body);
  const line = `${operation.method.toUpperCase()} ${address}`;
  shown.hidden = false;
  shown.textContent = `${line}\n…`;
  try {
    const answer = await fetch(address, { method: operation.method.toUpperCase(), headers, body: body ? body.content() : undefined });
    const told = ["etag", "location", "link", "idempotency-replayed", "ratelimit", "x-request-id"]
      .filter((name) => answer.headers.get(name)).map((name) => `${name}: ${answer.headers.get(name)}`);
    shown.textContent = [line, `${answer.status} ${answer.statusText}`, ...told, "", await said(answer)].join("\n");
    if (answer.ok) renewKey(inputs);
  } catch (failure) {
    shown.textContent = `${line}\nNo answer: ${failure.message}`;
  }
}

/* What was done is done: the next press is another request. */
function renewKey(inputs) {
  for (const [parameter, input] of inputs) if (parameter.name === "Idempotency-Key") input.value = freshKey();
}

async function said(answer) {
  const type = answer.headers.get("content-type") || "";
  if (type.startsWith("image/")) return `${(await answer.blob()).size} bytes of ${type}`;
  return pretty(await answer.text());
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function card(operation, schemas) {
  const node = make("details", { id: operation.operationId },
    make("summary", {},
      make("span", { class: `method ${operation.method}` }, operation.method.toUpperCase()),
      make("code", {}, operation.path), " — ", operation.summary));
  node.dataset.text = [operation.path, operation.summary, operation.operationId, ...operation.tags].join(" ").toLowerCase();
  node.addEventListener("toggle", () => {
    if (node.open && node.childElementCount === 1) node.append(...inside(operation, schemas));
  });
  return node;
}

function inside(operation, schemas) {
  const parts = [make("p", { class: "note" }, `${operation.operationId} · ${operation.security.some((one) => !Object.keys(one).length) ? "open to everyone" : "signed in"}`)];
  const rows = (operation.parameters || []).map((parameter) => make("tr", {},
    make("td", {}, make("code", {}, parameter.name), parameter.required ? " *" : ""),
    make("td", {}, parameter.in),
    make("td", {}, kind(parameter.schema)),
    make("td", {}, prose(parameter.description), " ", make("span", { class: "note" }, bounds(parameter.schema)))));
  if (rows.length) parts.push(make("h4", {}, "Parameters"), make("table", {}, make("tbody", {}, ...rows)));
  if (operation.requestBody) {
    const schema = Object.values(operation.requestBody.content)[0].schema;
    parts.push(make("h4", {}, "Body: ", kind(schema)), fields(schemas[refName(schema)] || schema));
  }
  parts.push(make("h4", {}, "Answers"), make("table", {}, make("tbody", {}, ...Object.entries(operation.responses).map(([status, answer]) => make("tr", {},
    make("td", {}, make("code", {}, status)), make("td", {}, answer.description),
    make("td", {}, answer.content ? kind(Object.values(answer.content)[0].schema) : ""))))));
  parts.push(tryIt(operation, schemas));
  return parts;
}

function operationsOf(specification) {
  return Object.entries(specification.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method]).map((method) => ({ ...methods[method], path, method })));
}

function show(specification) {
  const schemas = specification.components.schemas;
  const operations = operationsOf(specification);
  byId("version").textContent = specification.info.version;
  byId("about").replaceChildren(prose(specification.info.description));
  for (const { name } of specification.tags) {
    byId("tags").append(make("a", { href: `#tag-${name}` }, name));
    byId("operations").append(make("section", {}, make("h2", { id: `tag-${name}` }, name),
      ...operations.filter((operation) => operation.tags.includes(name)).map((operation) => card(operation, schemas))));
  }
  for (const [name, schema] of Object.entries(schemas)) {
    byId("schemas").append(make("details", { id: `schema-${name}` }, make("summary", {}, make("code", {}, spoken(name)), " ", prose(schema.description)), fields(schema)));
  }
}

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && "open" in target) target.open = true;
}

byId("signin").addEventListener("submit", (event) => event.preventDefault());
byId("find").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase();
  for (const section of byId("operations").children) {
    const cards = [...section.querySelectorAll("details")];
    for (const card of cards) card.hidden = !card.dataset.text.includes(words);
    section.hidden = cards.every((card) => card.hidden);
  }
});
window.addEventListener("hashchange", openTarget);
fetch("/openapi.json")
  .then((answer) => answer.json())
  .then((specification) => { show(specification); openTarget(); })
  .catch((failure) => { byId("about").textContent = `The document could not be read: ${failure.message}`; });
