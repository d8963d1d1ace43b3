// Returns the milliseconds of changes, with the layout that the browser must compute for each: the
// median of several runs, because other programs use the machine, too.
function measure() {
  const timed = (change) => {
    const start = performance.now();
    change();
    document.body.getBoundingClientRect();
    return performance.now() - start;
  };
  const search = (id, text) => () => {
    byId(id).value = text;
    byId(id).dispatchEvent(new Event("input", { bubbles: true }));
  };
  const role = document.querySelector("input[name=role]");
  const changes = {
    "one app role": () => role.click(),
    "all app roles": () => byId("role-all").click(),
    "all scopes": () => byId("scope-all").click(),
    "one of all app roles": () => role.click(),
    "no scope": () => byId("scope-none").click(),
    "no app role": () => byId("role-none").click(),
    "search an app role": search("role-search", "area 71"),
    "all app roles again": search("role-search", ""),
    "search the matrix": search("matrix-search", "area7"),
    "the whole matrix": search("matrix-search", ""),
    "the next rows": () => byId("matrix-after").click(),
  };
  const runs = [1, 2, 3, 4, 5].map(() => Object.values(changes).map(timed));
  const median = (index) => runs.map((run) => run[index]).sort((a, b) => a - b)[2];
  return Object.keys(changes).map((name, index) => `${name}: ${Math.round(median(index))}`);
}
