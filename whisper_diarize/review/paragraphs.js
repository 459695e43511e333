// @ts-check
// Paragraphs, as a person begins and joins them. As paragraphs.py.

import { chosenWords, edited, piece } from "./pieces.js";

/** @import { Document } from "./page/scripts/types.js" */

/**
 * The document in which a paragraph begins with a word; its segment is cut there.
 * @param {Document} document
 * @param {number} word
 * @returns {Document}
 */
export function beginParagraph(document, word) {
  const [segment, place] = found(document, word);
  if (!segment || (place === 0 && segment.paragraph === true)) return document;
  return edited(document, word, word + 1, (one, from) => {
    if (from === 0) return [{ ...one, paragraph: true }];
    return [piece(one, 0, from), { ...piece(one, from, one.words.length), paragraph: true }];
  });
}

/**
 * The document in which the paragraph that begins with a word goes on from the one before.
 * @param {Document} document
 * @param {number} word
 * @returns {Document}
 */
export function joinParagraph(document, word) {
  const [segment, place] = found(document, word);
  if (!segment || place > 0 || segment.paragraph === false) return document;
  return edited(document, word, word + 1, (one) => [{ ...one, paragraph: false }]);
}

/**
 * The segment of a word, and its place in it.
 * @param {Document} document
 * @param {number} word
 * @returns {[import("./page/scripts/types.js").Segment | null, number]}
 */
function found(document, word) {
  for (const [segment, from, to] of chosenWords(document, word, word + 1)) if (from < to) return [segment, from];
  return [null, 0];
}
