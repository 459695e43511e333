// Elements, made of data only: text is set as text, and nothing is parsed as HTML.

/** Return an element with attributes (null: left out) and children. */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svgElement(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

export function byId(id) {
  return document.getElementById(id);
}

/** Make `wanted` the children of `parent`; those that stay are not touched. */
export function setChildren(parent, wanted) {
  const staying = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!staying.has(child)) child.remove();
  let place = parent.firstChild;
  for (const child of wanted) {
    if (child === place) place = place.nextSibling;
    else parent.insertBefore(child, place);
  }
}

/** A button of one speaker: number, name, and what a click does. */
export function speakerChip(speaker, act) {
  const badge = element("span", { class: `badge s${speaker.colour}`, "aria-hidden": "true" }, speaker.mark);
  const chip = element("button", { type: "button" }, badge, element("span", { class: "label" }, speaker.name));
  chip.addEventListener("click", () => act(speaker.label));
  return chip;
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
