// @ts-check
// Paragraphs, split and joined by the caret -> edits. Pure.

import { lineOf } from "./offsets.js";

/** @import { Edit, Paragraph, PlacedWord } from "../types.js" */

/**
 * The edit that begins a paragraph at an offset of another, and the number of its first word; null if there is none.
 * @param {PlacedWord[]} words of the paragraph
 * @param {number} first
 * @param {number} offset
 * @returns {{ edit: Edit, word: number } | null}
 */
export function split(words, first, offset) {
  const { text, starts, ends } = lineOf(words);
  const inside = words.findIndex((_, i) => starts[i] < offset && offset < ends[i]);
  if (inside >= 0) {
    if (words[inside].source.isSegment) return null;
    const halves = `${text.slice(starts[inside], offset)} ${text.slice(offset, ends[inside])}`;
    const word = first + inside + 1;
    /** @type {Edit[]} */
    const edits = [
      { kind: "rewrite", first: word - 1, stop: word, text: halves },
      { kind: "begin", word },
    ];
    return { edit: { kind: "group", edits }, word };
  }
  const next = starts.findIndex((start) => start >= offset);
  return next > 0 ? { edit: { kind: "begin", word: first + next }, word: first + next } : null;
}

/**
 * The edit that joins a paragraph to the one before: its speaker becomes the one of that.
 * @param {Paragraph} before
 * @param {Paragraph} paragraph
 * @returns {Edit}
 */
export function join(before, { first, count, speaker }) {
  /** @type {Edit} */
  const joined = { kind: "join", word: first };
  if (before.speaker === null || before.speaker === speaker) return joined;
  return {
    kind: "group",
    edits: [{ kind: "reassign", first, stop: first + count, label: before.speaker }, joined],
  };
}
