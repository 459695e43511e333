// @ts-check
// Turns, corrected: they move with the words. As turns.py.

import { compareText } from "./page/scripts/text.js";

/** @import { Document, Turn } from "./page/scripts/types.js" */

/**
 * The document in which `label` talks from `start` to `end`, and `speaker`, who did, does not.
 * @param {Document} document
 * @param {number} start
 * @param {number} end
 * @param {string | null} speaker
 * @param {string} label
 * @returns {Document}
 */
export function reassignTurns(document, start, end, speaker, label) {
  if (document.turns === null || start === end) return document;
  const exclusive = document.exclusive_turns;
  return {
    ...document,
    turns: given(without(document.turns, start, end, speaker), start, end, label),
    exclusive_turns: exclusive && given(without(exclusive, start, end, null), start, end, label),
  };
}

/**
 * The document in which `label` talks from `start` to `end` too; in the exclusive turns, instead of all others.
 * @param {Document} document
 * @param {number} start
 * @param {number} end
 * @param {string} label
 * @returns {Document}
 */
export function addTalk(document, start, end, label) {
  if (document.turns === null) return document;
  const exclusive = document.exclusive_turns;
  return {
    ...document,
    turns: given(document.turns, start, end, label),
    exclusive_turns: exclusive && given(without(exclusive, start, end, null), start, end, label),
  };
}

/**
 * The document in which the turn of `label` from `start` to `end` lasts from `from` to `to`; words stay where they are.
 * @param {Document} document
 * @param {{ label: string, start: number, end: number, from: number, to: number }} move
 * @returns {Document}
 */
export function moveEdges(document, { label, start, end, from, to }) {
  const isIt = (/** @type {Turn} */ turn) => turn.speaker_label === label && turn.start === start && turn.end === end;
  if (!document.turns?.some(isIt) || (start === from && end === to)) return document;
  const others = document.turns.filter((turn) => !isIt(turn));
  const exclusive = document.exclusive_turns;
  const left = exclusive && without(without(exclusive, start, end, label), from, to, null);
  return {
    ...document,
    turns: given(others, from, to, label),
    exclusive_turns: left && given(left, from, to, label),
  };
}

/**
 * @param {Turn[]} turns
 * @param {string} source
 * @param {string} target
 * @returns {Turn[]}
 */
export function mergeTurns(turns, source, target) {
  const theirs = turns
    .filter((turn) => turn.speaker_label === source || turn.speaker_label === target)
    .sort((a, b) => a.start - b.start);
  /** @type {Turn[]} */
  const joined = [];
  for (const turn of theirs) {
    const last = joined.at(-1);
    if (last && turn.start <= last.end) joined[joined.length - 1] = { ...last, end: Math.max(last.end, turn.end) };
    else joined.push({ ...turn, speaker_label: target });
  }
  const others = turns.filter((turn) => turn.speaker_label !== source && turn.speaker_label !== target);
  return inOrder([...others, ...joined]);
}

/**
 * @param {Turn[]} turns
 * @param {number} start
 * @param {number} end
 * @param {string | null} speaker
 * @returns {Turn[]}
 */
function without(turns, start, end, speaker) {
  return turns.flatMap((turn) => {
    if ((speaker !== null && turn.speaker_label !== speaker) || turn.end <= start || end <= turn.start) return [turn];
    const pieces = [];
    if (turn.start < start) pieces.push({ ...turn, end: start });
    if (end < turn.end) pieces.push({ ...turn, start: end });
    return pieces;
  });
}

/**
 * @param {Turn[]} turns
 * @param {number} start
 * @param {number} end
 * @param {string} label
 * @returns {Turn[]}
 */
function given(turns, start, end, label) {
  const touches = (/** @type {Turn} */ turn) => turn.speaker_label === label && turn.start <= end && start <= turn.end;
  const touching = turns.filter(touches);
  const turn = {
    start: Math.min(start, ...touching.map((other) => other.start)),
    end: Math.max(end, ...touching.map((other) => other.end)),
    speaker: label,
    speaker_label: label,
    channel: turns.find((other) => other.speaker_label === label)?.channel ?? null,
  };
  return inOrder([...turns.filter((other) => !touches(other)), turn]);
}

/** @param {Turn[]} turns */
function inOrder(turns) {
  return turns.sort((a, b) => a.start - b.start || a.end - b.end || compareText(a.speaker_label, b.speaker_label));
}
