"use strict";
// Elements of the page. The texts of a manifest may be hostile, so each becomes a text node.

/** Returns a new element. Its children are elements and texts. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

/** Returns the parts of a text, with the ones in backticks as code. */
function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? code(part) : part));
}

/** Returns a text as code, which a narrow line breaks between the parts of a name. */
function code(text) {
  const broken = (dots) => [dots, element("wbr", {})];
  const parts = text.split(/(\.|::)/);
  return element("code", {}, ...parts.flatMap((part, at) => (at % 2 === 1 ? broken(part) : part)));
}

/** Fills a list. The style makes long ones fast. */
function fill(list, items) {
  list.classList.toggle("long", items.length > 100);
  list.replaceChildren(...items);
}

/** Returns a number with its noun. */
function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Returns the kinds of callers that can hold an app role. */
function holders(role) {
  const kinds = [role.users && "users", role.applications && "applications"];
  return kinds.filter(Boolean).join(", ") || "nobody";
}

/** Returns the text of an app role or scope, for a search. */
function textOf({ value, name, description }) {
  return `${value} ${name} ${description}`;
}

/** Returns whether a text has every word of a search. */
function matches(search, text) {
  return search.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));
}
