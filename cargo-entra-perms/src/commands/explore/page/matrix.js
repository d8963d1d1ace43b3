"use strict";
// The matrix: a row for each app role and operation, and a column for each scope.

/** The rows of one view. A table of all app roles of a large API would be slow. */
const MAX_ROWS = 50;
/** The columns of one view. */
const MAX_COLUMNS = 40;

/** Fills the matrix, and again after each change of the search. */
function startMatrix(model) {
  const operations = (model.operations ?? []).map((operation) => operationRow(model, operation));
  const view = { model, rows: [...model.roles.map(roleRow), ...operations], first: 0 };
  byId("no-mapping").hidden = model.scopes.some(({ roles }) => roles.length > 0);
  byId("matrix-search").addEventListener("input", () => turnTo(view, 0));
  byId("matrix-before").addEventListener("click", () => turnTo(view, view.first - MAX_ROWS));
  byId("matrix-after").addEventListener("click", () => turnTo(view, view.first + MAX_ROWS));
  turnTo(view, 0);
}

function roleRow(role) {
  const { value, scopes, enabled } = role;
  const head = [code(value), enabled ? "" : " (disabled)", element("small", {}, holders(role))];
  return { head, scopes: new Set(scopes), sign: "✓", enabled, text: textOf(role) };
}

function operationRow(model, operation) {
  const head = [code(operation.name), element("small", {}, ...withCode(operation.words))];
  const { alone, together } = scopesOfOperation(model, operation);
  const scopes = new Set([...alone, ...together]);
  const sign = alone.length > 0 ? "✓" : "+";
  const { name, words } = operation;
  return { head, scopes, sign, enabled: true, isOperation: true, text: `${name} ${words}` };
}

/** Shows the rows and columns that a search names, and those that they lead to. */
function turnTo(view, first) {
  const search = byId("matrix-search").value.trim();
  const all = [...view.model.scopes.keys()];
  const isNamed = (scope) => matches(search, textOf(view.model.scopes[scope]));
  const named = search ? all.filter(isNamed) : [];
  const rows = view.rows.filter((row) =>
    matches(search, row.text) || named.some((scope) => row.scopes.has(scope)));
  view.first = Math.max(0, Math.min(first, rows.length - 1));
  const shown = rows.slice(view.first, view.first + MAX_ROWS);
  // A view of a small model also shows the scopes that lead to nothing.
  const isWhole = !search && all.length <= MAX_COLUMNS;
  const columns = all.filter((scope) =>
    isWhole || named.includes(scope) || shown.some((row) => row.scopes.has(scope)));
  showTable(view.model, shown, columns.slice(0, MAX_COLUMNS));
  showRange(view.first, shown.length, rows.length, columns.length);
  showPages(view.first, shown.length, rows.length);
}

function showRange(first, shown, rows, columns) {
  const part = `Rows ${first + 1} to ${first + shown} of ${rows}`;
  const range = shown < rows ? part : counted(rows, "row");
  const rest = columns > MAX_COLUMNS ? `, the first ${MAX_COLUMNS}: search to see others` : "";
  byId("matrix-range").textContent = rows + columns === 0
    ? "Nothing has this text."
    : `${range}, ${columns === 0 ? "no scope leads to them" : counted(columns, "scope")}${rest}.`;
  byId("matrix-scroll").hidden = rows + columns === 0;
}

function showPages(first, shown, rows) {
  const [before, after] = [byId("matrix-before"), byId("matrix-after")];
  const focused = document.activeElement;
  before.disabled = first === 0;
  after.disabled = first + shown >= rows;
  // A disabled button loses the focus.
  if (focused === before && before.disabled) after.focus();
  if (focused === after && after.disabled) before.focus();
  byId("matrix-pages").hidden = shown === rows;
}

function showTable(model, rows, columns) {
  const heads = columns.map((index) => {
    const scope = model.scopes[index];
    const name = element("span", {}, code(scope.value), scope.enabled ? "" : " (disabled)");
    return element("th", { scope: "col", title: scope.name || null }, name);
  });
  const head = element("tr", {}, element("th", { scope: "col" }, "App role"), ...heads);
  const parts = [element("thead", {}, head)];
  const linesOf = (some) => some.map((row) => line(model, row, columns));
  const roles = rows.filter((row) => !row.isOperation);
  const operations = rows.filter((row) => row.isOperation);
  if (roles.length > 0) parts.push(element("tbody", {}, ...linesOf(roles)));
  if (operations.length > 0) {
    const title = element("th", { scope: "rowgroup", colspan: columns.length + 1 }, "Operation");
    const lines = [element("tr", { class: "group" }, title), ...linesOf(operations)];
    parts.push(element("tbody", {}, ...lines));
  }
  byId("matrix-table").replaceChildren(...parts);
}

function line(model, row, columns) {
  const cells = columns.map((scope) => {
    if (!row.scopes.has(scope)) return element("td", {});
    return element("td", {}, row.enabled && model.scopes[scope].enabled ? row.sign : "(✓)");
  });
  return element("tr", {}, element("th", { scope: "row" }, ...row.head), ...cells);
}
