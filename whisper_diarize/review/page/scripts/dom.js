// @ts-check
// Elements, made of data only: text is set as text, and nothing is parsed as HTML.

/**
 * An element with attributes (null: left out) and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | null>} attributes
 * @param {(Node | string)[]} children
 */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | null>} attributes
 * @param {(Node | string)[]} children
 */
export function svgElement(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/**
 * The element of page.html with an id, and of a kind.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @param {new () => Kind} [kind]
 * @returns {Kind}
 */
export function byId(id, kind) {
  return found(document.getElementById(id), id, kind);
}

/**
 * The first element that a selector finds.
 * @param {string} selector
 */
export function bySelector(selector) {
  return found(document.querySelector(selector), selector);
}

/**
 * Make `wanted` the children of `parent`; those that stay are not touched.
 * @param {Element} parent
 * @param {Element[]} wanted
 */
export function setChildren(parent, wanted) {
  const staying = new Set(/** @type {Node[]} */ (wanted));
  for (const child of [...parent.childNodes]) if (!staying.has(child)) child.remove();
  let place = parent.firstChild;
  for (const child of wanted) {
    if (child === place) place = place.nextSibling;
    else parent.insertBefore(child, place);
  }
}

/**
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {Element | null} node
 * @param {string} name
 * @param {new () => Kind} [kind]
 * @returns {Kind}
 */
function found(node, name, kind) {
  if (node instanceof (kind ?? HTMLElement)) return /** @type {Kind} */ (node);
  throw new TypeError(`the page has no ${name}`);
}

/**
 * @template {Element} Node
 * @param {Node} node
 * @param {Record<string, string | null>} attributes
 * @param {(globalThis.Node | string)[]} children
 */
function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
