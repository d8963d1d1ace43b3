"use strict";
// The simulator: the decisions about the caller of the form.

/** Starts the form, and decides again after each change. */
function startSimulator(model) {
  startForm(model);
  checkExample(model);
  byId("caller").addEventListener("input", () => showDecisions(model));
  byId("caller").addEventListener("submit", (event) => event.preventDefault());
  byId("caller").dispatchEvent(new Event("input"));
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

function showDecisions(model) {
  // A form leaves out disabled entries, so this comes before the caller is read.
  showFieldsOfUsers(!KINDS[byId("kind").value].isApp);
  const caller = callerOfForm(model);
  const roles = showRoles(model, caller);
  byId("summary").textContent = model.operations
    ? `The caller may do ${showOperations(model, caller)}, and ${roles}.`
    : `The caller ${roles}.`;
}

/** An application that acts as itself has no scopes, and meets no authentication context. */
function showFieldsOfUsers(isForUser) {
  byId("role-legend").textContent = `App roles of the ${isForUser ? "user" : "application"}`;
  for (const fields of [byId("contexts"), byId("scope-choice")]) {
    fields.disabled = !isForUser;
    fields.hidden = !isForUser;
  }
  byId("no-scopes").hidden = isForUser;
}

/** Shows the held app roles, and returns words for the summary. */
function showRoles(model, caller) {
  const held = [...caller.roles];
  fill(byId("effective"), held.map((role) => roleItem(model, caller, role)));
  byId("no-roles").hidden = held.length > 0;
  if (held.length === 0) return "holds no app role";
  const usable = held.filter((role) => mayUse(model, caller, role)).length;
  return `may use ${usable} of ${counted(held.length, "held app role")}`;
}

/** Shows the decisions about the operations, and returns words for the summary. */
function showOperations(model, caller) {
  const decided = model.operations.map((operation) => (
    { operation, reasons: reasonsAgainst(model, caller, operation) }));
  fill(byId("operations"), decided.map(operationItem));
  const allowed = decided.filter(({ reasons }) => reasons.length === 0).length;
  return `${allowed} of ${counted(decided.length, "operation")}`;
}

/** Says whether a held role may be used, with the words that a guard would use. */
function roleItem(model, caller, index) {
  const role = model.roles[index];
  if (mayUse(model, caller, index)) return decision(true, [code(role.value)], "", []);
  return decision(false, [code(role.value)], "", [reasonAgainstRole(model, caller, index)]);
}

function reasonAgainstRole(model, caller, index) {
  const role = model.roles[index];
  if (!role.enabled) return "the role is disabled, and grants nothing";
  const canHold = caller.isApp ? role.applications : role.users;
  if (!canHold) return `this app role is for ${holders(role)} only`;
  return reasonForClause(model, caller, { roles: [index], scopes: [] }).text;
}

function operationItem({ operation, reasons }) {
  const words = reasons.map(({ text }) => text);
  return decision(words.length === 0, [code(operation.name)], operation.words, words);
}

function decision(isAllowed, name, requirement, reasons) {
  const sign = element("b", {}, isAllowed ? "✓ yes" : "✗ no");
  const lines = [element("p", {}, sign, " ", ...name)];
  if (requirement) lines.push(element("p", { class: "quiet" }, "needs ", ...withCode(requirement)));
  lines.push(...reasons.map((text) => element("p", {}, ...withCode(text))));
  return element("li", { class: isAllowed ? "allowed" : "denied" }, ...lines);
}
