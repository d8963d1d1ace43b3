// Returns the defects of the page for readers that do not see it as it was meant: without a name,
// a label or a head, twice the same id, or with too little contrast (WCAG 2.2, level AA).
function defects() {
  const found = [];
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of ids.filter((id, index) => ids.indexOf(id) !== index)) found.push(`twice: ${id}`);
  for (const control of document.querySelectorAll("input, select, button")) {
    const name = control.getAttribute("aria-label") ??
      [...control.labels].map((label) => label.textContent).join("");
    if (!(name || control.textContent).trim()) found.push(`no name: ${control.outerHTML}`);
  }
  for (const head of document.querySelectorAll("th:not([scope])")) {
    found.push(`no scope: ${head.textContent}`);
  }
  for (const group of document.querySelectorAll("fieldset")) {
    if (!group.querySelector("legend")) found.push(`no legend: ${group.id}`);
  }
  const levels = [...document.querySelectorAll("h1, h2, h3")].map(({ tagName }) => tagName[1]);
  levels.reduce((before, level) => {
    if (level > Number(before) + 1) found.push(`heading ${level} below ${before}`);
    return level;
  }, 0);
  for (const element of document.querySelectorAll("body *")) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    if (!texts.some((text) => text.data.trim()) || element.closest("script, noscript")) continue;
    const ratio = contrast(getComputedStyle(element).color, background(element));
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(1)}: ${element.textContent}`);
  }
  return found;
}

function background(element) {
  const { backgroundColor } = getComputedStyle(element);
  if (!/, 0\)$/.test(backgroundColor)) return backgroundColor;
  return background(element.parentElement);
}

function contrast(one, other) {
  const luminance = (color) => {
    const [red, green, blue] = color.match(/[\d.]+/g).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
