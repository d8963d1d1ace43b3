"use strict";
// The start of the page.

const model = JSON.parse(byId("model").textContent);
byId("operation-answers").hidden = model.operations === null;
byId("no-operations").hidden = model.operations !== null;
startSimulator(model);
startMatrix(model);
byId("page").hidden = false;
