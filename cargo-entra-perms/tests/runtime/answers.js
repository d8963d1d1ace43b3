// Returns the answers of the page about callers: for each operation its reasons, and for each app
// role whether the caller may use it, and otherwise the reason.
function answers(model, callers) {
  return callers.map((facts) => {
    const [roles, scopes, contexts] = [facts.roles, facts.scopes, facts.contexts].map(
      (list) => new Set(list));
    const caller = { ...facts, roles, scopes, contexts };
    return {
      operations: model.operations.map((operation) => reasonsAgainst(model, caller, operation)),
      roles: model.roles.map((role, index) => (mayUse(model, caller, index)
        ? null
        : reasonForClause(model, caller, { roles: [index], scopes: [] }))),
    };
  });
}
