// @ts-check
// Corrections of words: a document -> a new document; what did not change is shared. As words.py.

import { lead, strip } from "./page/scripts/text.js";
import { CHECKED, checked, chosenWords, edited, joined, piece } from "./pieces.js";
import { reassignTurns } from "./turns.js";

/** @import { Document, Segment } from "./page/scripts/types.js" */

/**
 * @param {Document} document
 * @param {number} first
 * @param {number} stop
 * @param {string} label
 * @returns {Document}
 */
export function reassign(document, first, stop, label) {
  let moved = document;
  for (const [segment, from, to] of chosenWords(document, first, stop)) {
    if (from < to && segment.speaker_label !== label) {
      const part = segment.words.length ? piece(segment, from, to) : segment;
      moved = reassignTurns(moved, part.start, part.end, segment.speaker_label, label);
    }
  }
  const known = document.speakers.some((speaker) => speaker.label === label);
  const added = { label, name: label, match: null, seconds: 0, turns: 0, words: 0 };
  return {
    ...edited(moved, first, stop, (segment, from, to) => given(segment, from, to, label)),
    speakers: known ? document.speakers : [...document.speakers, added],
  };
}

/**
 * @param {Document} document
 * @param {number} first
 * @param {number} stop
 * @returns {Document}
 */
export function confirm(document, first, stop) {
  return edited(document, first, stop, (segment, from, to) => {
    const words = segment.words.map((word, i) => (from <= i && i < to ? checked(word, word.speaker_label) : word));
    return [{ ...segment, reason: words.length ? segment.reason : CHECKED, words }];
  });
}

/**
 * @param {Document} document
 * @param {number} word
 * @param {string} text
 * @returns {Document}
 */
export function correct(document, word, text) {
  return edited(document, word, word + 1, (segment, from) => {
    const stripped = strip(text);
    if (!segment.words.length) {
      return stripped ? [{ ...segment, text: lead(segment.text) + stripped, tokens: [], reason: CHECKED }] : [];
    }
    const old = segment.words[from];
    const fresh = { ...checked(old, old.speaker_label), word: lead(old.word) + stripped };
    const words = [...segment.words.slice(0, from), ...(stripped ? [fresh] : []), ...segment.words.slice(from + 1)];
    return words.length ? [{ ...segment, text: joined(words), tokens: [], words }] : [];
  });
}

/**
 * @param {Segment} segment
 * @param {number} from
 * @param {number} to
 * @param {string} label
 * @returns {Segment[]}
 */
function given(segment, from, to, label) {
  const count = segment.words.length;
  const whole = to - from === count || count === 0;
  const words = segment.words.map((word, i) => (from <= i && i < to ? checked(word, label) : word));
  const changed = { ...segment, words };
  if (whole || segment.speaker_label === label) {
    return [{ ...changed, speaker_label: label, reason: whole ? CHECKED : segment.reason }];
  }
  /** @type {Segment[]} */
  const pieces = [{ ...piece(changed, from, to), speaker_label: label, reason: CHECKED }];
  if (from > 0) pieces.unshift(piece(changed, 0, from));
  if (to < count) pieces.push(piece(changed, to, count));
  return pieces;
}
