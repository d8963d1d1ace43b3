// Returns a line for each row of the matrix: its name, and each sign with the head of its column.
function signs() {
  const [head, ...rows] = byId("matrix-table").rows;
  return rows.filter((row) => row.className !== "group").map((row) => {
    const [name, ...cells] = row.cells;
    const words = cells.map((cell, index) =>
      cell.textContent && `${cell.textContent} ${head.cells[index + 1].textContent}`);
    return `${name.querySelector("code").textContent}: ${words.filter(Boolean).join(", ")}`;
  });
}

// Types into a field, as a reader does.
function search(id, text) {
  byId(id).value = text;
  byId(id).dispatchEvent(new Event("input", { bubbles: true }));
}
