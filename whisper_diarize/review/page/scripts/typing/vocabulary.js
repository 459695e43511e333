// @ts-check
// Words to offer: those of the document, and the terms of a glossary. Pure.

import { doubts } from "../../../doubts.js";
import { strip } from "../text.js";

/** @import { PlacedWord } from "../types.js" */

const LEAST_SAVED = 2; // letters that an offer must save
const MAX_DIFFERENCE = 0.4; // of the letters of a word, to what it may have been
const MIN_LETTERS = 3; // of a word that is compared with others
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** @typedef {{ text: string, count: number }} Entry */

export class Vocabulary {
  /** @type {Map<string, Entry>} by the word in small letters */
  #entries = new Map();

  /**
   * @param {PlacedWord[]} words of which those that are doubtful are left out
   * @param {string[]} terms of a glossary, which count as much as the most frequent word
   */
  constructor(words, terms) {
    this.terms = terms;
    for (const { source, text } of words) if (!doubts(source).includes("word")) this.#add(bare(text), 1);
    for (const term of terms.filter((one) => !/\s/.test(one))) this.#add(term, words.length);
  }

  /**
   * @param {string} text
   * @param {number} count
   */
  #add(text, count) {
    const small = text.toLowerCase();
    if (!small) return;
    const entry = this.#entries.get(small) ?? { text, count: 0 };
    entry.count += count;
    if (text === small) entry.text = text; // a capital at the beginning of a sentence is none of the word's
    this.#entries.set(small, entry);
  }

  /**
   * The words that may be meant by their beginning, the most frequent first; none if that is a word itself.
   * @param {string} typed
   * @param {number} most how many
   */
  completed(typed, most) {
    const wanted = typed.toLowerCase();
    if (!wanted || (this.#entries.get(wanted)?.count ?? 0) > 1) return [];
    /** @type {Entry[]} */
    const found = [];
    for (const [small, entry] of this.#entries) {
      if (small.length - wanted.length >= LEAST_SAVED && small.startsWith(wanted)) found.push(entry);
    }
    found.sort((a, b) => b.count - a.count);
    return found.slice(0, most).map(({ text }) => {
      const isCapital = typed !== wanted && text === text.toLowerCase();
      return isCapital ? typed + text.slice(typed.length) : text;
    });
  }

  /**
   * What a word may have been: terms and words of the document that are written nearly so, the nearest first.
   * @param {string} text
   * @param {number} most how many
   */
  near(text, most) {
    const said = bare(text);
    const small = said.toLowerCase();
    if (small.length < MIN_LETTERS) return [];
    /** @type {{ text: string, distance: number, count: number }[]} */
    const found = [];
    for (const [other, entry] of this.#entries) {
      if (other === small || (entry.count < 2 && !this.terms.includes(entry.text))) continue;
      const distance = difference(small, other);
      if (distance !== null) found.push({ ...entry, distance });
    }
    found.sort((a, b) => a.distance - b.distance || b.count - a.count);
    return found.slice(0, most).map((one) => around(text, one.text));
  }
}

/**
 * The terms that are written nearly as some words are, but not so, the nearest first.
 * @param {string[]} terms
 * @param {string} text
 */
export function nearTerms(terms, text) {
  const said = bare(text).toLowerCase();
  if (said.length < MIN_LETTERS) return [];
  const found = [];
  for (const term of terms) {
    const distance = term.toLowerCase() === said ? null : difference(said, term.toLowerCase());
    if (distance !== null) found.push({ term, distance });
  }
  return found.sort((a, b) => a.distance - b.distance).map(({ term }) => term);
}

/**
 * A word without the marks at its edges.
 * @param {string} text
 */
export function bare(text) {
  return strip(text).replace(EDGES, "");
}

/**
 * Another word between the marks that are around one.
 * @param {string} old
 * @param {string} text
 */
export function around(old, text) {
  const whole = strip(old);
  const inside = bare(old);
  const at = whole.indexOf(inside);
  return whole.slice(0, at) + text + whole.slice(at + inside.length);
}

/**
 * How many letters two words differ by, as edits of single letters; null if it is too many for them to be one.
 * @param {string} a
 * @param {string} b
 */
export function difference(a, b) {
  const most = Math.floor(Math.max(a.length, b.length) * MAX_DIFFERENCE);
  if (Math.abs(a.length - b.length) > most) return null;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1])));
    }
    if (Math.min(...next) > most) return null;
    row = next;
  }
  return row[b.length] <= most ? row[b.length] : null;
}
