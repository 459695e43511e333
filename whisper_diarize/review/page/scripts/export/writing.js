// @ts-check
// Characters and lines: how wide text is, where it may break without a space, which way it runs.
// As text/scripts.py and formats/subtitles/direction.py.

import { HIRAGANA, JOINERS, KATAKANA, NOT_FIRST, NOT_LAST, RIGHT_TO_LEFT, UNSPACED, WIDE } from "../tables.js";

const anyOf = (/** @type {string} */ ranges) => new RegExp(`[${ranges}]`, "u");

export const unspaced = anyOf(UNSPACED);
export const hiragana = anyOf(HIRAGANA);
export const katakana = anyOf(KATAKANA);

const [wide, joiners, rightToLeft] = [WIDE, JOINERS, RIGHT_TO_LEFT].map(anyOf);
const [notFirst, notLast] = [new Set(NOT_FIRST), new Set(NOT_LAST)];
const LETTER = /[\p{L}\p{Nl}\p{No}]/gu;
const ASCII = /^\p{ASCII}*$/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const MARK = /\p{M}/u;
const MARKS = { R: "\u200f", L: "\u200e" };

/** @param {string} text */
export function firstOf(text) {
  return String.fromCodePoint(text.codePointAt(0) ?? 0);
}

/** @param {string} text */
export function lastOf(text) {
  const code = text.charCodeAt(text.length - 1);
  return code >= 0xdc00 && code <= 0xdfff ? text.slice(-2) : text.slice(-1);
}

/** @param {string} text */
export function isAscii(text) {
  return ASCII.test(text);
}

/**
 * The columns that `text` takes: two for a wide character, none for an accent or a joiner.
 * @param {string} text
 */
export function columns(text) {
  if (isAscii(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += width(character);
  return sum;
}

/** @param {string} character */
function width(character) {
  if (joiners.test(character) || NO_WIDTH.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/**
 * Tell if a line may end between two texts that no space parts.
 * @param {string} before
 * @param {string} after
 */
export function mayPart(before, after) {
  const [last, first] = [lastOf(before), firstOf(after)];
  if (!unspaced.test(last) && !unspaced.test(first)) return false;
  return !notLast.has(last) && !notFirst.has(first) && !continues(last, first);
}

/**
 * Tell if the character `after` makes one with `before`: an accent, or part of an emoji.
 * @param {string} before
 * @param {string} after
 */
export function continues(before, after) {
  return MARK.test(after) || before === "\u200d" || joiners.test(after);
}

/**
 * The text in front of each line of a cue: the name in front of the first, marks where they are needed.
 * @param {string[]} lines
 * @param {string | null} name
 */
export function linePrefixes(lines, name) {
  const label = name === null ? "" : lines[0] ? `${name}: ` : `${name}:`;
  const prefixes = lines.map((_, i) => (i === 0 ? label : ""));
  if (isAscii(label) && lines.every(isAscii)) return prefixes;
  const direction = firstDirection(lines.join(" "));
  if (!direction) return prefixes;
  return prefixes.map((prefix, i) =>
    ["", direction].includes(firstDirection(prefix + lines[i])) ? prefix : MARKS[direction] + prefix,
  );
}

/**
 * `R`, `L` or nothing: which way the first letter of `text` runs.
 * @param {string} text
 * @returns {"R" | "L" | ""}
 */
export function firstDirection(text) {
  const rtl = rightToLeft.exec(text);
  let ltr = null;
  for (const found of text.matchAll(LETTER)) {
    if (rightToLeft.test(found[0])) continue;
    ltr = found;
    break;
  }
  if (rtl && (!ltr || rtl.index < ltr.index)) return "R";
  return ltr ? "L" : "";
}
