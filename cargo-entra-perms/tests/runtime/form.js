// Fills the form of the page for each caller, and returns the words that the page then shows.
function shown(callers) {
  const choose = (id, value) => {
    byId(id).value = value;
    byId(id).dispatchEvent(new Event("input", { bubbles: true }));
  };
  const check = (name, chosen) => {
    for (const input of document.querySelectorAll(`input[name=${name}]`)) {
      input.checked = chosen.includes(Number(input.value));
    }
  };
  // The lines of an element, as a reader sees them.
  const lines = (item) => [...item.children].map((line) => line.textContent).join("\n");
  return callers.map((facts) => {
    byId("kind").value = facts.kind;
    byId("before-agent-claims").checked = facts.unknownActor !== null;
    choose("registration", facts.registration);
    choose("client", facts.client ?? "");
    if (!facts.isProven) byId("proven").checked = false;
    byId("age").value = facts.age / 60;
    check("role", facts.roles);
    check("scope", facts.scopes);
    check("context", facts.contexts);
    byId("caller").dispatchEvent(new Event("input"));
    return {
      operations: [...byId("operations").children].map(lines),
      summary: byId("summary").textContent,
    };
  });
}
