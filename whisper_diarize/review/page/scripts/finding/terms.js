// @ts-check
// Terms of a glossary, near words of the document. Pure.

import { lead, strip } from "../text.js";
import { around, bare, nearTerms } from "../typing/vocabulary.js";

/** @import { PlacedWord, WordRange } from "../types.js" */

/**
 * The terms that words around a number, and with it, nearly say: as many words as a term has.
 * @param {PlacedWord[]} words
 * @param {number} number
 * @param {string[]} terms
 */
export function nearby(words, number, terms) {
  /** @type {{ range: WordRange, text: string }[]} */
  const found = [];
  for (const [length, same] of byLength(terms)) {
    for (let first = Math.max(0, number - length + 1); first <= number; first += 1) {
      const range = words.slice(first, first + length);
      if (range.length < length || range.some((word) => word.speaker !== words[number].speaker)) continue;
      const said = strip(range.map((word) => word.text).join(""));
      for (const term of nearTerms(same, said))
        found.push({ range: [first, first + length], text: around(said, term) });
    }
  }
  return found;
}

/**
 * The numbers of the words with which something begins that is nearly a term.
 * @param {PlacedWord[]} words
 * @param {string[]} terms
 */
export function nearOnes(words, terms) {
  /** @type {number[]} */
  const found = [];
  /** @type {Map<string, boolean>} */
  const known = new Map();
  for (const [length, same] of byLength(terms)) {
    for (let first = 0; first + length <= words.length; first += 1) {
      let said = bare(words[first].text);
      for (let i = 1; i < length; i += 1) said += lead(words[first + i].text) + bare(words[first + i].text);
      let isNear = known.get(said);
      if (isNear === undefined) {
        isNear = !same.includes(said) && nearTerms(same, said).length > 0;
        known.set(said, isNear);
      }
      if (isNear) found.push(first);
    }
  }
  return [...new Set(found)].sort((a, b) => a - b);
}

/**
 * The terms by their number of words.
 * @param {string[]} terms
 */
function byLength(terms) {
  /** @type {Map<number, string[]>} */
  const found = new Map();
  for (const term of terms) {
    const length = term.split(/\s+/).length;
    found.set(length, [...(found.get(length) ?? []), term]);
  }
  return found;
}
