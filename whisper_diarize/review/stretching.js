// @ts-check
// A turn whose edges a person has moved: words go with them. As stretching.py.

import { unitsOf } from "./page/scripts/layout.js";
import { compareText } from "./page/scripts/text.js";
import { moveEdges } from "./turns.js";
import { reassign } from "./words.js";

/** @import { Document, Turn } from "./page/scripts/types.js" */

/** @typedef {{ label: string, start: number, end: number, from: number, to: number }} Stretch */
/** @typedef {{ middle: number, speaker: string | null }} Placed */

/**
 * The document in which the turn of `label` from `start` to `end` lasts from `from` to `to`, and words have gone with its
 * edges.
 * @param {Document} document
 * @param {Stretch} stretch
 * @returns {Document}
 */
export function stretchTurn(document, stretch) {
  const { label, from, to } = stretch;
  if (from >= to || !document.turns?.some((turn) => isSame(stretch, turn))) return document;
  const words = placed(document);
  const receivers = words.map((_, number) => receiver(words, number, document.turns ?? [], stretch));
  let moved = document;
  for (let first = 0, stop = 0; first < words.length; first = stop) {
    while (stop < words.length && receivers[stop] === receivers[first]) stop += 1;
    const given = receivers[first];
    if (given !== null) moved = reassign(moved, first, stop, given);
  }
  const there = mostOf(moved.turns ?? [], stretch);
  return there ? moveEdges(moved, { label, start: there.start, end: there.end, from, to }) : moved;
}

/**
 * @param {Document} document
 * @returns {Placed[]}
 */
function placed(document) {
  return document.segments.flatMap((segment) =>
    unitsOf(segment).map(({ start, end }) => ({ middle: (start + end) / 2, speaker: segment.speaker_label })),
  );
}

/**
 * The speaker whom a word is given to; null: it stays.
 * @param {Placed[]} words
 * @param {number} number
 * @param {Turn[]} turns
 * @param {Stretch} stretch
 */
function receiver(words, number, turns, stretch) {
  const { label, start, end, from, to } = stretch;
  const { middle, speaker } = words[number];
  const [was, comes] = [holds(start, end, middle), holds(from, to, middle)];
  if (comes && !was && speaker !== label) return label;
  if (comes || !was || speaker !== label) return null;
  const others = turns.filter((turn) => holds(turn.start, turn.end, middle) && !isSame(stretch, turn));
  if (others.some((turn) => turn.speaker_label === label)) return null;
  if (others.length) return others.sort(inOrder)[0].speaker_label;
  const step = middle < from ? -1 : 1;
  for (let at = number + step; at >= 0 && at < words.length; at += step) {
    const beside = words[at].speaker;
    if (beside !== null && beside !== label) return beside;
  }
  return null;
}

/**
 * The turn of a speaker that shares most of the time from `from` to `to`.
 * @param {Turn[]} turns
 * @param {Stretch} stretch
 */
function mostOf(turns, { label, from, to }) {
  const touching = turns.filter((turn) => turn.speaker_label === label && turn.start <= to && from <= turn.end);
  const shared = (/** @type {Turn} */ turn) => Math.min(turn.end, to) - Math.max(turn.start, from);
  return touching.sort((a, b) => shared(b) - shared(a) || inOrder(a, b))[0];
}

/**
 * @param {Turn} a
 * @param {Turn} b
 */
function inOrder(a, b) {
  return a.start - b.start || a.end - b.end || compareText(a.speaker_label, b.speaker_label);
}

/**
 * @param {number} start
 * @param {number} end
 * @param {number} time
 */
function holds(start, end, time) {
  return start <= time && time < end;
}

/**
 * @param {Stretch} stretch
 * @param {Turn} turn
 */
function isSame({ label, start, end }, turn) {
  return turn.speaker_label === label && turn.start === start && turn.end === end;
}
