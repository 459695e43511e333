// @ts-check
// Finding text, and replacing it -> edits. Pure.

import { lineOf, typedEdit } from "../typing/offsets.js";

/** @import { Edit, Paragraph, PlacedWord, WordRange } from "../types.js" */

/** @typedef {{ text: string, isCase: boolean, isWhole: boolean, speaker: string }} Query an empty speaker: anyone */
/** @typedef {{ paragraph: number, from: number, to: number, words: WordRange }} Match */

const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/**
 * All places that say it, in order.
 * @param {Paragraph[]} layout
 * @param {PlacedWord[]} words
 * @param {Query} query
 */
export function findAll(layout, words, query) {
  /** @type {Match[]} */
  const found = [];
  const wanted = pattern(query);
  if (!wanted) return found;
  for (const [paragraph, { first, count, speaker }] of layout.entries()) {
    if (query.speaker && speaker !== query.speaker) continue;
    const { text, starts, ends } = lineOf(words.slice(first, first + count));
    for (const { index, 0: said } of text.matchAll(wanted)) {
      const to = index + said.length;
      const inside = [...starts.keys()].filter((i) => starts[i] < to && ends[i] > index);
      if (!inside.length) continue;
      found.push({ paragraph, from: index, to, words: [first + inside[0], first + inside[inside.length - 1] + 1] });
    }
  }
  return found;
}

/**
 * The edit that puts a text in all these places; null if they say it already. The last places come first, so that the
 * numbers of the words before them stay.
 * @param {Paragraph[]} layout
 * @param {PlacedWord[]} words
 * @param {Match[]} matches
 * @param {string} text
 * @returns {Edit | null}
 */
export function replaced(layout, words, matches, text) {
  /** @type {Edit[]} */
  const edits = [];
  for (const { paragraph, from, to, words: range } of [...matches].reverse()) {
    const { first, count } = layout[paragraph];
    const line = lineOf(words.slice(first, first + count));
    const [one, last] = [range[0] - first, range[1] - first];
    const after =
      line.text.slice(line.starts[one], from) + text + line.text.slice(to, Math.max(to, line.ends[last - 1]));
    const edit = typedEdit(words.slice(...range), range[0], after);
    if (edit) edits.push(edit);
  }
  if (edits.length < 2) return edits[0] ?? null;
  return { kind: "group", edits };
}

/** @param {Query} query */
function pattern({ text, isCase, isWhole }) {
  if (!text.trim()) return null;
  const literal = text.trim().replace(SPECIAL, "\\$&").replace(/\s+/g, "\\s+");
  const bounded = isWhole ? `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])` : literal;
  return new RegExp(bounded, isCase ? "gu" : "giu");
}
