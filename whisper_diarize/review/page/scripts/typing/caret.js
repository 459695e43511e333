// @ts-check
// The caret: places in a paragraph of the transcript, counted in characters.

/** A place in the text of a paragraph's element. */
/** @typedef {{ node: HTMLElement, offset: number }} Place */

/**
 * The place of a position in the document, if it is in the text of a paragraph, or beside it.
 * @param {Node | null} node
 * @param {number} offset
 * @returns {Place | null}
 */
export function placeAt(node, offset) {
  const inside = node instanceof Element ? node : node?.parentElement;
  const turn = inside?.closest(".turn");
  /** @type {HTMLElement | null | undefined} */
  const text = turn?.querySelector("p");
  if (!node || !text) return null;
  if (!text.contains(node)) {
    const isAfter = Boolean(text.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
    return { node: text, offset: isAfter || (node === turn && offset > 1) ? text.textContent.length : 0 };
  }
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  return { node: text, offset: range.toString().length };
}

/**
 * Both ends of the browser's selection, in the order of the text.
 * @returns {[Place, Place] | null}
 */
export function selected() {
  const selection = getSelection();
  if (!selection?.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const [from, to] = [placeAt(range.startContainer, range.startOffset), placeAt(range.endContainer, range.endOffset)];
  return from && to ? [from, to] : null;
}

/**
 * @param {Place} from
 * @param {Place} [to]
 */
export function select(from, to = from) {
  getSelection()?.setBaseAndExtent(...position(from), ...position(to));
}

/**
 * @param {Place} place
 * @returns {[Node, number]}
 */
function position({ node, offset }) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let left = offset;
  /** @type {Node} */
  let last = node;
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const { length } = /** @type {Text} */ (text);
    if (left <= length) return [text, left];
    left -= length;
    last = text;
  }
  return last === node ? [node, node.childNodes.length] : [last, /** @type {Text} */ (last).length];
}

/**
 * Put text in the place of some in a paragraph, and the caret behind it. The browser would write styles for it.
 * @param {Place} from
 * @param {Place} to
 * @param {string} text
 */
export function replaceText(from, to, text) {
  const range = document.createRange();
  range.setStart(...position(from));
  range.setEnd(...position(to));
  range.deleteContents();
  if (text) range.insertNode(document.createTextNode(text));
  select({ node: from.node, offset: from.offset + text.length });
}

/**
 * What a key would delete in the paragraph of the caret: a character, a word, or what is left of the line.
 * @param {string} type of the input event
 * @param {Place} caret
 * @returns {[Place, Place]}
 */
export function targetOf(type, caret) {
  const unit = type.includes("Word") ? "word" : type.includes("Line") ? "lineboundary" : "character";
  getSelection()?.modify("extend", type.endsWith("Forward") ? "forward" : "backward", unit);
  const ends = selected();
  select(caret);
  return ends?.every((end) => end.node === caret.node) ? ends : [caret, caret];
}
