// @ts-check
// The edges of a turn, moved to a time: words go with them -> an edit. Pure.

import { apply } from "../edits.js";
import { turnRange } from "../layout.js";

/** @import { State } from "../state.js" */
/** @import { Document, Edit, PlacedWord, WordRange } from "../types.js" */

/**
 * The edit that lets the turn of a word begin, or end, at a time; null if it cannot. Words that come into the turn are its
 * speaker's, those that fall out of it the neighbour's.
 * @param {State} state
 * @param {number} number
 * @param {"start" | "end"} edge
 * @param {number} seconds
 * @returns {Edit | null}
 */
export function edgeEdit(state, number, edge, seconds) {
  const { words, layout, document } = state;
  const label = words[number]?.speaker;
  if (label === null || label === undefined) return null;
  const range = turnRange(layout, number);
  const given = edge === "end" ? atEnd(words, range, seconds) : atStart(words, range, seconds);
  /** @type {Edit[]} */
  const edits = [];
  if (given.range[0] < given.range[1]) {
    const receiver = given.isGained ? label : given.neighbour;
    if (receiver === null || (!given.isGained && given.range[1] - given.range[0] === range[1] - range[0])) return null;
    edits.push({ kind: "reassign", first: given.range[0], stop: given.range[1], label: receiver });
  }
  const moved = turnMove(edits.reduce(apply, document), label, kept(words, range, given, edge), edge, seconds);
  if (moved) edits.push(moved);
  return edits.length ? { kind: "group", edits } : null;
}

/** @typedef {{ range: WordRange, isGained: boolean, neighbour: string | null }} Given */

/**
 * @param {PlacedWord[]} words
 * @param {WordRange} turn
 * @param {number} seconds
 * @returns {Given}
 */
function atEnd(words, [first, stop], seconds) {
  let end = stop;
  while (end < words.length && middle(words[end]) < seconds) end += 1;
  if (end > stop) return { range: [stop, end], isGained: true, neighbour: null };
  while (end > first && middle(words[end - 1]) >= seconds) end -= 1;
  return { range: [end, stop], isGained: false, neighbour: words[stop]?.speaker ?? null };
}

/**
 * @param {PlacedWord[]} words
 * @param {WordRange} turn
 * @param {number} seconds
 * @returns {Given}
 */
function atStart(words, [first, stop], seconds) {
  let start = first;
  while (start > 0 && middle(words[start - 1]) >= seconds) start -= 1;
  if (start < first) return { range: [start, first], isGained: true, neighbour: null };
  while (start < stop && middle(words[start]) < seconds) start += 1;
  return { range: [first, start], isGained: false, neighbour: words[first - 1]?.speaker ?? null };
}

/**
 * The word at the edge that stays in the turn.
 * @param {PlacedWord[]} words
 * @param {WordRange} turn
 * @param {Given} given
 * @param {"start" | "end"} edge
 */
function kept(words, [first, stop], { range, isGained }, edge) {
  if (edge === "end") return words[(isGained ? range[1] : range[0] === range[1] ? stop : range[0]) - 1];
  return words[isGained ? range[0] : range[0] === range[1] ? first : range[1]];
}

/**
 * @param {Document} document
 * @param {string} label
 * @param {PlacedWord} word at the edge of the turn
 * @param {"start" | "end"} edge
 * @param {number} seconds
 * @returns {Edit | null}
 */
function turnMove(document, label, word, edge, seconds) {
  const turn = document.turns?.find(
    (one) => one.speaker_label === label && one.start <= word.end && word.start <= one.end,
  );
  if (!turn) return null;
  const time = Math.round(seconds * 1000) / 1000;
  const [from, to] = edge === "start" ? [time, turn.end] : [turn.start, time];
  if (from >= to || (from === turn.start && to === turn.end)) return null;
  return { kind: "move", label, start: turn.start, end: turn.end, from, to };
}

/** @param {PlacedWord} word */
function middle({ start, end }) {
  return (start + end) / 2;
}
