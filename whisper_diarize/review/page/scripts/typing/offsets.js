// @ts-check
// Text that was typed over words -> an edit of those words. Pure.

import { splitTyped } from "../../../phrases.js";
import { lead } from "../text.js";

/** @import { Edit, PlacedWord } from "../types.js" */

/** The words as one text, without the space in front of the first, and where each begins and ends in it. */
/** @typedef {{ text: string, starts: number[], ends: number[] }} Line */

const BLANK = /\s/;

/**
 * @param {PlacedWord[]} words
 * @returns {Line}
 */
export function lineOf(words) {
  let text = "";
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const ends = [];
  for (const [i, word] of words.entries()) {
    const space = lead(word.text);
    if (i) text += space;
    starts.push(text.length);
    text += word.text.slice(space.length);
    ends.push(text.length);
  }
  return { text, starts, ends };
}

/**
 * The edit that makes the words say `after`; null if they do. `first` is the number of the first of them.
 * @param {PlacedWord[]} words
 * @param {number} first
 * @param {string} after
 * @returns {Edit | null}
 */
export function typedEdit(words, first, after) {
  const line = lineOf(words);
  if (after === line.text) return null;
  const [from, to, inserted] = change(line.text, after);
  const touched = [...words.keys()].filter((i) => touches(line, i, from, to));
  if (!touched.length) return null;
  const [one, last] = [touched[0], touched[touched.length - 1]];
  const text = line.text.slice(line.starts[one], from) + inserted + line.text.slice(to, line.ends[last]);
  const texts = splitTyped(text);
  const isWhole = words[one].source.isSegment === true;
  if (one === last && (texts.length < 2 || isWhole)) {
    return { kind: "correct", word: first + one, text: isWhole ? text : (texts[0] ?? "") };
  }
  return { kind: "rewrite", first: first + one, stop: first + last + 1, text: texts.join(" ") };
}

/**
 * The stretch of `before` that changed, and what stands there after.
 * @param {string} before
 * @param {string} after
 * @returns {[number, number, string]}
 */
export function change(before, after) {
  const shortest = Math.min(before.length, after.length);
  let same = 0;
  while (same < shortest && before[same] === after[same]) same += 1;
  let rest = 0;
  while (rest < shortest - same && before[before.length - 1 - rest] === after[after.length - 1 - rest]) rest += 1;
  return [same, before.length - rest, after.slice(same, after.length - rest)];
}

/**
 * Tell if a change from `from` to `to` changes word `i`: it lies in it, or at its edge, where a space ends there.
 * @param {Line} line
 * @param {number} i
 * @param {number} from
 * @param {number} to
 */
function touches({ starts, ends }, i, from, to) {
  if (starts[i] < to && ends[i] > from) return true;
  if (ends[i] === from) return from === to || i + 1 === starts.length || starts[i + 1] > ends[i];
  return starts[i] === to && (i === 0 || starts[i] > ends[i - 1]);
}

/**
 * Where an offset in a text lies after its white space was put in order.
 * @param {string} before
 * @param {number} offset
 * @param {string} after
 * @returns {number} in `after`; beyond its end by as many characters as it has too few
 */
export function mapped(before, offset, after) {
  const solid = [...before.slice(0, offset)].filter((character) => !BLANK.test(character)).join("").length;
  let at = 0;
  let seen = 0;
  for (; seen < solid && at < after.length; at += 1) if (!BLANK.test(after[at])) seen += 1;
  if (seen < solid) return after.length + solid - seen;
  return BLANK.test(before[offset - 1] ?? "") && BLANK.test(after[at] ?? "") ? at + 1 : at;
}

/**
 * The place among the words of the one at an offset: the last that begins before it.
 * @param {Line} line
 * @param {number} offset
 */
export function wordOf({ starts }, offset) {
  const next = starts.findIndex((start) => start > offset);
  return Math.max(0, (next < 0 ? starts.length : next) - 1);
}
