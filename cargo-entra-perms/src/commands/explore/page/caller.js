"use strict";
// The form that describes a caller.

/** The kinds of callers, with their facts for the decisions. */
const KINDS = {
  user: { isApp: false, agent: null, words: "A client, for a user" },
  app: { isApp: true, agent: null, words: "An application, as itself" },
  agentForUser: { isApp: false, agent: "user", words: "An AI agent, for a user" },
  agentAsItself: { isApp: true, agent: "itself", words: "An AI agent, as itself" },
  agentAccount: { isApp: false, agent: "account", words: "An AI agent, through its own account" },
  agentForUnknown: { isApp: false, agent: "unknown", words: "An AI agent, for somebody unknown" },
};

/** Makes the form, without the fields that decide nothing in this model. */
function startForm(model) {
  const operations = model.operations ?? [];
  const kinds = Object.entries(KINDS).filter(([, kind]) => model.knowsAgents || !kind.agent);
  byId("kind").append(...kinds.map(([id, kind]) => element("option", { value: id }, kind.words)));
  const dependsOnAgents = operations.some(({ by, agents }) => by === "person" || agents !== null);
  showField("before-agent-claims", model.knowsAgents && dependsOnAgents);
  showField("age", operations.some(({ freshSeconds }) => freshSeconds !== null));
  startClients(model, operations.some(({ clients }) => clients.length > 0));
  startContexts(operations);
  const isEnabled = (scope) => model.scopes[scope].enabled;
  startEntries("role", model.roles, (role) => [
    holders(role), role.users && !role.scopes.some(isEnabled) && "no scope leads to it"]);
  startEntries("scope", model.scopes, (scope) => [
    scope.roles.length === 0 && "leads to no app role"]);
}

function showField(id, isShown) {
  byId(id).closest("label").hidden = !isShown;
}

function startClients(model, decides) {
  byId("registration").append(...model.registrations.map(
    (registration, index) => element("option", { value: index }, registration.name)));
  showField("registration", decides && model.registrations.length > 1);
  byId("client").closest("fieldset").hidden = !decides;
  // `input` reaches these lists before the form, which then decides. `change` would be too late.
  byId("registration").addEventListener("input", () => showClients(model));
  byId("client").addEventListener("input", () => showProof(model));
  showClients(model);
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
  const other = element("option", { value: "" }, "A client that the model does not name");
  byId("client").replaceChildren(other, ...known);
  byId("client").value = known.some(({ value }) => value === chosen) ? chosen : "";
  showProof(model);
}

/** A client with a secret proves its identity. A public client cannot, and no guard asks for it. */
function showProof(model) {
  const { client, registration } = callerOfForm(model);
  const isPublic = client !== null && registrationOf(model, client, registration).isPublic;
  byId("proven").checked = !isPublic;
  showField("proven", client !== null && !isPublic);
}

function startContexts(operations) {
  const found = operations.map(({ context }) => context).filter((context) => context !== null);
  const contexts = [...new Set(found)].sort((a, b) => a - b);
  byId("contexts").append(...contexts.map((number) => {
    const input = element("input", { type: "checkbox", name: "context", value: number });
    return element("label", { class: "check" }, input, code(`c${number}`));
  }));
}

/** Makes the list of app roles or scopes, with a search. */
function startEntries(kind, entries, remarks) {
  const labels = entries.map((entry, index) => entryLabel(kind, entry, index, remarks(entry)));
  const inputs = labels.map((label) => label.querySelector("input"));
  fill(byId(`${kind}s`), labels);
  const showStatus = () => {
    const shown = labels.filter((label) => !label.hidden).length;
    const checked = inputs.filter((input) => input.checked).length;
    const isAny = shown > 0 || labels.length === 0;
    const found = isAny ? `${shown} of ${labels.length} shown,` : "Nothing has this text.";
    byId(`${kind}-status`).textContent = `${found} ${checked} checked.`;
  };
  byId(`${kind}-search`).addEventListener("input", (event) => {
    // The search changes no caller.
    event.stopPropagation();
    const search = event.target.value.trim();
    entries.forEach((entry, index) => {
      labels[index].hidden = !matches(search, textOf(entry));
    });
    showStatus();
  });
  const check = (isChecked, chosen) => {
    for (const input of chosen) input.checked = isChecked;
    byId("caller").dispatchEvent(new Event("input"));
  };
  byId(`${kind}-all`).addEventListener(
    "click", () => check(true, inputs.filter((input, index) => !labels[index].hidden)));
  byId(`${kind}-none`).addEventListener("click", () => check(false, inputs));
  byId("caller").addEventListener("input", showStatus);
}

function entryLabel(kind, entry, index, remarks) {
  const input = element("input", { type: "checkbox", name: kind, value: index });
  const notes = [entry.name !== entry.value && entry.name, ...remarks,
    !entry.enabled && "disabled: grants nothing"].filter(Boolean).join(" · ");
  const words = element("span", {}, code(entry.value), element("small", {}, notes));
  return element("label", { class: "check" }, input, words);
}

/** Returns the caller that the form describes. */
function callerOfForm(model) {
  const form = new FormData(byId("caller"));
  const chosen = (name) => new Set(form.getAll(name).map(Number));
  const asked = byId("before-agent-claims").checked ? "issued_before_agent_claims" : null;
  const { validity, valueAsNumber } = byId("age");
  return {
    ...KINDS[byId("kind").value],
    unknownActor: model.knowsAgents ? asked : "agent_claims_not_requested",
    registration: Number(byId("registration").value),
    client: byId("client").value === "" ? null : Number(byId("client").value),
    isProven: byId("proven").checked,
    roles: chosen("role"),
    scopes: chosen("scope"),
    contexts: chosen("context"),
    // Not a number is at most nothing, so such a token is not fresh.
    age: validity.valid ? valueAsNumber * 60 : NaN,
  };
}
