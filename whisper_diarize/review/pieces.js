// @ts-check
// Segments and the words chosen in them: found, cut, and marked as checked by a person. As pieces.py.

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
 * @returns {Generator<[Segment, number, number]>}
 */
export function* chosenWords(document, first, stop) {
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
export function edited(document, first, stop, cut) {
  const segments = [];
  for (const [segment, from, to] of chosenWords(document, first, stop)) {
    if (from < to) segments.push(...cut(segment, from, to));
    else segments.push(segment);
  }
  return { ...document, segments };
}

/**
 * @param {Segment} segment
 * @param {number} from
 * @param {number} to
 * @returns {Segment}
 */
export function piece(segment, from, to) {
  if (to - from === segment.words.length) return segment;
  const words = segment.words.slice(from, to);
  const start = Math.min(...words.map((word) => word.start));
  const end = Math.max(...words.map((word) => word.end));
  const paragraph = from ? null : segment.paragraph;
  return { ...segment, start, end, text: joined(words), tokens: [], paragraph, words };
}

/**
 * The word as a person confirmed it: without the engines' probabilities.
 * @param {Word} word
 * @param {string | null} label
 * @returns {Word}
 */
export function checked(word, label) {
  const others = word.other_speakers.filter((other) => other !== label);
  const sure = { ...UNKNOWN, speaker_label: label, reason: CHECKED, gap: 0 };
  return { ...word, ...sure, overlap: others.length > 0, other_speakers: others };
}

/** @param {Word[]} words */
export function joined(words) {
  return words.map((word) => word.word).join("");
}
