"use strict";
// The decisions of the runtime, as pure functions of the model and of a caller. A test compares
// them with the runtime, for thousands of callers.
//
// Roles, scopes, clients and registrations are indices into the model. A caller has:
//
// - isApp: an application acts as itself; otherwise a client acts for a user;
// - agent: null, "user", "unknown", "account" or "itself": for whom an AI agent acts;
// - unknownActor: null, or the id of the reason why the token does not say whether an agent acts;
// - registration: the registration of the API that issued the token;
// - client: null for a client that the model does not know; isProven: it has proven its identity;
// - roles, scopes, contexts: sets; age: the age of the token in seconds.

/** Returns whether the caller may use an app role: it holds the role, and the role counts. */
function mayUse(model, caller, index) {
  const role = model.roles[index];
  const isMapped = () => role.scopes.some((scope) => isActive(model, caller, scope));
  const counts = caller.isApp ? role.applications : role.users && isMapped();
  return caller.roles.has(index) && role.enabled && counts;
}

/** Returns whether a scope is granted and enabled. An application as itself has no scopes. */
function isActive(model, caller, scope) {
  return !caller.isApp && caller.scopes.has(scope) && model.scopes[scope].enabled;
}

/** Returns the reasons why the operation is denied, each with an id and words. None: allowed. */
function reasonsAgainst(model, caller, operation) {
  const unmet = unmetCondition(model, caller, operation);
  if (unmet) return [unmet];
  const isMet = (clause) =>
    clause.roles.some((role) => mayUse(model, caller, role)) ||
    clause.scopes.some((scope) => isActive(model, caller, scope));
  const missed = operation.clauses.filter((clause) => !isMet(clause));
  if (missed.length > 0) return missed.map((clause) => reasonForClause(model, caller, clause));
  // A caller without any permission may do nothing, not even if there are conditions alone.
  if (!hasPermission(model, caller)) {
    return [reason("no_permission", "the caller has no permission of this API")];
  }
  return lacksClaims(caller, operation) ? [lackedClaims(operation)] : [];
}

function hasPermission(model, caller) {
  return [...caller.roles].some((role) => mayUse(model, caller, role)) ||
    [...caller.scopes].some((scope) => isActive(model, caller, scope));
}

/** Returns the reason why a clause is not met: what is missing, and who can change it. */
function reasonForClause(model, caller, clause) {
  const enabled = clause.roles.filter((role) => model.roles[role].enabled);
  const forApplications = enabled.filter((role) => model.roles[role].applications);
  if (caller.isApp) {
    if (forApplications.length === 0) return wrongKind("user");
    return lacksRole("application", values(model.roles, forApplications));
  }
  const forUsers = enabled.filter((role) => model.roles[role].users);
  const usable = forUsers.filter((role) => caller.roles.has(role));
  const sufficient = sufficientScopes(model, usable, clause);
  if (sufficient.length > 0) return lacksScope(model, usable, sufficient);
  const isEnabled = (scope) => model.scopes[scope].enabled;
  const assignable = forUsers.filter((role) => model.roles[role].scopes.some(isEnabled));
  if (assignable.length > 0) return lacksRole("user", values(model.roles, assignable));
  const held = clause.roles.filter((role) => caller.roles.has(role));
  if (held.length === 0 && forApplications.length > 0) return wrongKind("app");
  const names = alternatives(values(model.roles, held));
  return reason("not_delegated", held.length === 0
    ? "no scope lets a client do this for a user"
    : `the user holds ${names}, but no scope lets a client use it`);
}

/** Returns the enabled scopes that each meet the clause with these roles, the narrowest first. */
function sufficientScopes(model, roles, clause) {
  const scopes = new Set([...clause.scopes, ...roles.flatMap((role) => model.roles[role].scopes)]);
  const breadth = (scope) => model.scopes[scope].roles.length;
  return [...scopes]
    .filter((scope) => model.scopes[scope].enabled)
    .sort((a, b) => breadth(a) - breadth(b) || a - b);
}

/** Returns the scopes that are each sufficient alone for a user who holds every app role. */
function scopesOfOperation(model, operation) {
  if (operation.by === "app") return { alone: [], together: [] };
  const isForUsers = (role) => model.roles[role].users && model.roles[role].enabled;
  const sufficient = operation.clauses.map((clause) =>
    sufficientScopes(model, clause.roles.filter(isForUsers), clause));
  const isEnough = (scope) => sufficient.every((scopes) => scopes.includes(scope));
  const enabled = [...model.scopes.keys()].filter((scope) => model.scopes[scope].enabled);
  const alone = enabled.filter(isEnough);
  // If there is none, the client may need several scopes together.
  const isPossible = alone.length === 0 && sufficient.every((scopes) => scopes.length > 0);
  return { alone, together: isPossible ? [...new Set(sufficient.flat())] : [] };
}

/** Returns the most useful reason why the conditions about the caller are not met, or null. */
function unmetCondition(model, caller, operation) {
  const client = unmetClient(model, caller, operation);
  const by = unmetBy(caller, operation);
  const agents = unmetAgents(caller, operation);
  // No other token helps a client that is not admitted, or an agent where none is.
  return client ?? (agents?.id === "agent_acts" ? agents : by ?? agents);
}

function unmetClient(model, caller, operation) {
  if (operation.clients.length === 0) return null;
  const isKnown = operation.clients.includes(caller.client);
  const registered = isKnown && registrationOf(model, caller.client, caller.registration);
  if (!registered) {
    const names = alternatives(operation.clients.map((client) => model.clients[client].name));
    return reason("wrong_client", `only the client ${names} may do this`);
  }
  if (caller.isProven || registered.isPublic) return null;
  return reason("unproven_client", "the client has not proven its identity: it got the token " +
    "without a secret or a certificate");
}

/** Returns the registration of a client for a registration of the API. */
function registrationOf(model, client, api) {
  return model.clients[client].registrations.find((known) => known.api === api);
}

function unmetBy(caller, operation) {
  // Only users meet authentication contexts.
  const byUser = operation.by ? operation.by !== "app" : operation.context !== null;
  if (operation.by === "app" && !caller.isApp) return wrongKind("app");
  if (byUser && caller.isApp) return wrongKind("user");
  if (operation.by !== "person") return null;
  if (caller.unknownActor) return unknownActor(caller.unknownActor);
  if (caller.agent === null || caller.agent === "user") return null;
  const [id, words] = caller.agent === "unknown"
    ? ["unknown_subject", "the token does not say for whom the agent acts"]
    : ["agent_account", "the user is an agent's account"];
  return reason(id, `only a human may do this, or an agent for a human; ${words}`);
}

function unmetAgents(caller, operation) {
  if (operation.agents === null) return null;
  if (caller.unknownActor) return unknownActor(caller.unknownActor);
  if (operation.agents === "never") {
    return caller.agent === null ? null : reason("agent_acts", "no agent may do this");
  }
  return caller.agent === null ? reason("no_agent_acts", "only an agent may do this") : null;
}

function lacksClaims(caller, operation) {
  const hasContext = operation.context === null || caller.contexts.has(operation.context);
  const isFresh = operation.freshSeconds === null || caller.age <= operation.freshSeconds;
  return !hasContext || !isFresh;
}

/** Names every claim that the operation needs, because one new token must have all of them. */
function lackedClaims(operation) {
  const { context, freshSeconds } = operation;
  const claims = [];
  if (context !== null) claims.push(`the authentication context \`c${context}\``);
  if (freshSeconds !== null) claims.push(`a token that is at most ${duration(freshSeconds)} old`);
  return reason("lacks_claims", `this needs ${claims.join(" and ")}`);
}

function unknownActor(id) {
  const words = id === "issued_before_agent_claims"
    ? "the token may be too old to say whether an agent acts: the client must get a new one"
    : "the token does not say whether an agent acts, because the registration of this API does " +
      "not request it";
  return reason(id, words);
}

function wrongKind(expected) {
  return reason("wrong_kind", expected === "user"
    ? "only a client that acts for a user may do this"
    : "only an application that acts as itself may do this");
}

function lacksRole(holder, roles) {
  return reason("lacks_role", `the ${holder} lacks the role ${alternatives(roles)}`);
}

function lacksScope(model, held, scopes) {
  const lacked = `the client lacks the scope ${alternatives(values(model.scopes, scopes))}`;
  const words = held.length === 0
    ? lacked
    : `the user holds ${alternatives(values(model.roles, held))}, but ${lacked}`;
  return reason("lacks_scope", words);
}

function reason(id, text) {
  return { id, text };
}

function values(entries, indices) {
  return indices.map((index) => entries[index].value);
}

function alternatives(names) {
  const [last = "", ...others] = names.map((name) => `\`${name}\``).reverse();
  return others.length === 0 ? last : `${others.reverse().join(", ")} or ${last}`;
}

/** Returns a number of seconds in the largest unit that gives a whole number. */
function duration(seconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const [unit, size] = units.find(([, size]) => seconds % size === 0);
  return `${seconds / size} ${unit}`;
}
