// @ts-check
// Corrections of words: a document -> a new document; what did not change is shared. As words.py.

import { lead, strip } from "./page/scripts/text.js";
import { reassignTurns } from "./turns.js";

/** @import { Document, Segment, Word } from "./page/scripts/types.js" */

export const CHECKED = "checked";

// fields of engines and attributors, empty
const UNKNOWN = {
  probability: null,
  score: null,
  speaker_confidence: null,
  runner_up: null,
  no_speech: false,
};

/** @param {Segment} segment */
export function wordCount(segment) {
  return segment.words.length || 1;
}

/**
 * @param {Document} document
 * @param {number} first
 * @param {number} stop
 * @param {string} label
 * @returns {Document}
 */
export function reassign(document, first, stop, label) {
  let moved = document;
  for (const [segment, from, to] of chosen(document, first, stop)) {
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
 * @param {Document} document
 * @param {number} first
 * @param {number} stop
 * @returns {Generator<[Segment, number, number]>}
 */
function* chosen(document, first, stop) {
  let start = 0;
  for (const segment of document.segments) {
    const count = wordCount(segment);
    yield [segment, Math.max(first - start, 0), Math.min(stop - start, count)];
    start += count;
  }
}

/**
 * @param {Document} document
 * @param {number} first
 * @param {number} stop
 * @param {(segment: Segment, from: number, to: number) => Segment[]} cut
 * @returns {Document}
 */
function edited(document, first, stop, cut) {
  const segments = [];
  for (const [segment, from, to] of chosen(document, first, stop)) {
    if (from < to) segments.push(...cut(segment, from, to));
    else segments.push(segment);
  }
  return { ...document, segments };
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

/**
 * @param {Segment} segment
 * @param {number} from
 * @param {number} to
 * @returns {Segment}
 */
function piece(segment, from, to) {
  if (to - from === segment.words.length) return segment;
  const words = segment.words.slice(from, to);
  const start = Math.min(...words.map((word) => word.start));
  const end = Math.max(...words.map((word) => word.end));
  return { ...segment, start, end, text: joined(words), tokens: [], words };
}

/**
 * The word as a person confirmed it: without the engines' probabilities.
 * @param {Word} word
 * @param {string | null} label
 * @returns {Word}
 */
function checked(word, label) {
  const others = word.other_speakers.filter((other) => other !== label);
  const sure = { ...UNKNOWN, speaker_label: label, reason: CHECKED, gap: 0 };
  return { ...word, ...sure, overlap: others.length > 0, other_speakers: others };
}

/** @param {Word[]} words */
function joined(words) {
  return words.map((word) => word.word).join("");
}
