"use strict";
// The simulator: a form that describes a caller, and the decisions about the caller.

/** The kinds of callers, with their facts for the decisions. */
const KINDS = {
  user: { isApp: false, agent: null, words: "A client, for a user" },
  app: { isApp: true, agent: null, words: "An application, as itself" },
  agentForUser: { isApp: false, agent: "user", words: "An AI agent, for a user" },
  agentAsItself: { isApp: true, agent: "itself", words: "An AI agent, as itself" },
  agentAccount: {
    isApp: false, agent: "account", words: "An AI agent, through its own user account",
  },
  agentForUnknown: { isApp: false, agent: "unknown", words: "An AI agent, for somebody unknown" },
};

/** Makes the form, and decides again after each change. */
function startSimulator(model) {
  const kinds = Object.entries(KINDS).filter(([, kind]) => model.knowsAgents || !kind.agent);
  byId("kind").append(...kinds.map(([id, kind]) => element("option", { value: id }, kind.words)));
  byId("before-agent-claims").closest("label").hidden = !model.knowsAgents;
  byId("registration").append(...model.registrations.map(
    (registration, index) => element("option", { value: index }, registration.name)));
  byId("registration").closest("label").hidden = model.registrations.length < 2;
  const operations = model.operations ?? [];
  const dependsOnAge = operations.some(({ freshSeconds }) => freshSeconds !== null);
  byId("age").closest("label").hidden = !dependsOnAge;
  startContexts(operations);
  const disabled = (entry) => !entry.enabled && "disabled: never granted";
  const isUnreachable = (role) => role.users && role.scopes.length === 0;
  startEntries("role", model.roles, (role) => [
    holders(role), disabled(role), isUnreachable(role) && "no scope leads to it"]);
  startEntries("scope", model.scopes, (scope) => [
    disabled(scope), scope.roles.length === 0 && "leads to no app role"]);
  byId("registration").addEventListener("change", () => showClients(model));
  byId("client").addEventListener("change", () => showProof(model));
  byId("caller").addEventListener("input", () => showDecisions(model));
  byId("caller").addEventListener("submit", (event) => event.preventDefault());
  showClients(model);
  checkExample(model);
  showDecisions(model);
}

function startContexts(operations) {
  const found = operations.map(({ context }) => context).filter((context) => context !== null);
  const contexts = [...new Set(found)].sort((a, b) => a - b);
  byId("contexts").hidden = contexts.length === 0;
  byId("contexts").append(...contexts.map((number) => {
    const input = element("input", { type: "checkbox", name: "context", value: number });
    return element("label", { class: "check" }, input, code(`c${number}`));
  }));
}

/** Makes the list of app roles or scopes, with a search. */
function startEntries(kind, entries, remarks) {
  const labels = entries.map((entry, index) => {
    const input = element("input", { type: "checkbox", name: kind, value: index });
    const notes = [entry.name !== entry.value && entry.name, ...remarks(entry)].filter(Boolean);
    const name = element("span", {}, code(entry.value), element("small", {}, notes.join(" · ")));
    return element("label", { class: "check" }, input, name);
  });
  fill(byId(`${kind}s`), labels);
  const search = byId(`${kind}-search`);
  search.addEventListener("input", (event) => {
    // The search changes no caller.
    event.stopPropagation();
    labels.forEach((label, index) => {
      const { value, name, description } = entries[index];
      label.hidden = !matches(search.value.trim(), value, name, description);
    });
  });
  const check = (isChecked, chosen) => {
    for (const label of chosen) label.querySelector("input").checked = isChecked;
    byId("caller").dispatchEvent(new Event("input"));
  };
  byId(`${kind}-all`).addEventListener(
    "click", () => check(true, labels.filter((label) => !label.hidden)));
  byId(`${kind}-none`).addEventListener("click", () => check(false, labels));
}

/** Offers the clients of the registration. An agent has a client id of its own, and is another. */
function showClients(model) {
  const registration = Number(byId("registration").value);
  const known = model.clients.flatMap((client, index) => {
    const found = registrationOf(model, index, registration);
    if (!found || found.isBlueprint) return [];
    const words = `${client.name} (${found.isPublic ? "public" : "confidential"})`;
    return [element("option", { value: index }, words)];
  });
  const chosen = byId("client").value;
  byId("client").replaceChildren(element("option", { value: "" }, "Another client"), ...known);
  byId("client").value = known.some(({ value }) => value === chosen) ? chosen : "";
  byId("client").closest("fieldset").hidden = model.clients.length === 0;
  showProof(model);
}

/** A client with a secret proves its identity, and a public client cannot. */
function showProof(model) {
  const { client, registration } = callerOfForm(model);
  byId("proven").checked = client === null || !registrationOf(model, client, registration).isPublic;
}

/** Chooses a caller who may do something: a user with a scope, or else an application. */
function checkExample(model) {
  const check = (kind, index) => {
    if (index >= 0) byId(kind).querySelectorAll("input")[index].checked = true;
  };
  const scopesOf = (role) => sufficientScopes(model, [role], { scopes: [] });
  const isForUsers = ({ enabled, users }, role) => enabled && users && scopesOf(role).length > 0;
  const role = model.roles.findIndex(isForUsers);
  if (role >= 0) {
    check("roles", role);
    check("scopes", scopesOf(role)[0]);
    return;
  }
  byId("kind").value = "app";
  check("roles", model.roles.findIndex(({ enabled, applications }) => enabled && applications));
}

/** Returns the caller that the form describes. */
function callerOfForm(model) {
  const form = new FormData(byId("caller"));
  const chosen = (name) => new Set(form.getAll(name).map(Number));
  const { isApp, agent } = KINDS[byId("kind").value];
  const asked = byId("before-agent-claims").checked ? "issued_before_agent_claims" : null;
  return {
    isApp,
    agent,
    unknownActor: model.knowsAgents ? asked : "agent_claims_not_requested",
    registration: Number(byId("registration").value),
    client: byId("client").value === "" ? null : Number(byId("client").value),
    isProven: byId("proven").checked,
    roles: chosen("role"),
    scopes: chosen("scope"),
    contexts: chosen("context"),
    age: Number(byId("age").value) * 60,
  };
}

function showDecisions(model) {
  // An application that acts as itself has no scopes, and meets no authentication context. A form
  // leaves out disabled entries, so this comes before the caller is read.
  const { isApp } = KINDS[byId("kind").value];
  byId("scope-choice").disabled = isApp;
  byId("contexts").disabled = isApp;
  const caller = callerOfForm(model);
  byId("role-legend").textContent = `App roles of the ${caller.isApp ? "application" : "user"}`;
  const held = [...caller.roles];
  const usable = held.filter((role) => mayUse(model, caller, role));
  fill(byId("effective"), held.map((role) => roleItem(model, caller, role)));
  byId("no-roles").hidden = held.length > 0;
  const decided = (model.operations ?? []).map((operation) => (
    { operation, reasons: reasonsAgainst(model, caller, operation) }));
  fill(byId("operations"), decided.map(operationItem));
  const allowed = decided.filter(({ reasons }) => reasons.length === 0).length;
  const roles = held.length === 0
    ? "The caller holds no app role"
    : `${usable.length} of ${counted(held.length, "held app role")} may be used`;
  byId("summary").textContent = model.operations
    ? `${allowed} of ${counted(decided.length, "operation")} allowed. ${roles}.`
    : `${roles}.`;
}

/** Says whether a held role may be used, with the words that a guard would use. */
function roleItem(model, caller, index) {
  const { value, enabled } = model.roles[index];
  if (mayUse(model, caller, index)) return decision(true, [code(value)], "", []);
  const { text } = reasonForClause(model, caller, { roles: [index], scopes: [] });
  const words = enabled ? text : "the role is disabled, and never granted";
  return decision(false, [code(value)], "", [words]);
}

function operationItem({ operation, reasons }) {
  const words = reasons.map(({ text }) => text);
  return decision(reasons.length === 0, [code(operation.name)], operation.words, words);
}

function decision(isAllowed, name, requirement, reasons) {
  const sign = element("b", {}, isAllowed ? "✓ yes" : "✗ no");
  const lines = [element("p", {}, sign, " ", ...name)];
  if (requirement) lines.push(element("p", { class: "quiet" }, "needs ", ...withCode(requirement)));
  lines.push(...reasons.map((text) => element("p", {}, ...withCode(text))));
  return element("li", { class: isAllowed ? "allowed" : "denied" }, ...lines);
}
