// @ts-check
// The document as it is read: turns, their paragraphs, and the words in order. Pure.

import { doubts } from "../../doubts.js";
import { wordCount } from "../../pieces.js";

/** @import { Document, Paragraph, PlacedWord, Segment, Unit } from "./types.js" */

const PARAGRAPH_WORDS = 60;

/**
 * The paragraphs: of a turn (what one speaker says until another does), those segments that make some sixty words.
 * `opens` is true for the first of a turn; `turn` counts turns; `first` is the number of the first word.
 * @param {Document} document
 */
export function paragraphs(document) {
  /** @type {Paragraph[]} */
  const found = [];
  let first = 0;
  let turn = -1;
  for (const segment of document.segments) {
    const count = wordCount(segment);
    let last = found.at(-1);
    const opens = last?.speaker !== segment.speaker_label;
    if (opens) turn += 1;
    if (!last || opens || last.count + count > PARAGRAPH_WORDS) {
      last = { speaker: segment.speaker_label, opens, turn, first, count: 0, start: segment.start, segments: [] };
      found.push(last);
    }
    last.segments.push(segment);
    last.count += count;
    first += count;
  }
  return found;
}

/**
 * All words in order: text with the space in front of it, times, speaker, turn, and whether it is doubtful.
 * @param {Paragraph[]} layout
 */
export function allWords(layout) {
  /** @type {PlacedWord[]} */
  const found = [];
  layout.forEach((paragraph, index) => {
    for (const segment of paragraph.segments) {
      for (const word of unitsOf(segment)) {
        const { start, end } = word;
        const place = { paragraph: index, turn: paragraph.turn, speaker: segment.speaker_label };
        found.push({ ...place, text: word.word, start, end, doubtful: doubts(word).length > 0, source: word });
      }
    }
  });
  return found;
}

/**
 * The words of a segment to read; without word times it is one.
 * @param {Segment} segment
 * @returns {Unit[]}
 */
export function unitsOf(segment) {
  return segment.words.length ? segment.words : [{ ...segment, word: segment.text, probability: null }];
}

/**
 * The numbers of the words in order of their start.
 * @param {PlacedWord[]} words
 */
export function byStart(words) {
  const order = words.map((_, number) => number);
  return order.sort((a, b) => words[a].start - words[b].start || a - b);
}

/**
 * The word that runs at `time`: the last that has started; the first before any has; -1 if there is none.
 * @param {PlacedWord[]} words
 * @param {number[]} order
 * @param {number} time
 */
export function wordAt(words, order, time) {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[order[middle]].start <= time) low = middle + 1;
    else high = middle;
  }
  return order[Math.max(0, low - 1)] ?? -1;
}

/**
 * The first word of the turn that is `step` turns from that of word `number`.
 * @param {PlacedWord[]} words
 * @param {number} number
 * @param {number} step
 */
export function turnStart(words, number, step) {
  const wanted = (words[number]?.turn ?? 0) + step;
  const found = words.findIndex((word) => word.turn === wanted);
  return found < 0 ? number : found;
}

/**
 * The numbers of the first word of a turn, and of the first after it.
 * @param {PlacedWord[]} words
 * @param {number} number
 * @returns {[number, number]}
 */
export function turnRange(words, number) {
  const { turn } = words[number];
  let [first, stop] = [number, number + 1];
  while (first > 0 && words[first - 1].turn === turn) first -= 1;
  while (stop < words.length && words[stop].turn === turn) stop += 1;
  return [first, stop];
}

/**
 * The nearest doubtful word after (`step` 1) or before (-1) word `number`, round the end; -1 if none is.
 * @param {PlacedWord[]} words
 * @param {number} number
 * @param {number} step
 */
export function nextDoubtful(words, number, step) {
  for (let distance = 1; distance <= words.length; distance += 1) {
    const index = (((number + step * distance) % words.length) + words.length) % words.length;
    if (words[index].doubtful) return index;
  }
  return -1;
}

/**
 * A label that no speaker has.
 * @param {Document} document
 */
export function freshLabel(document) {
  const labels = new Set(document.speakers.map((speaker) => speaker.label));
  let number = 0;
  while (labels.has(`SPEAKER_${String(number).padStart(2, "0")}`)) number += 1;
  return `SPEAKER_${String(number).padStart(2, "0")}`;
}

/**
 * A time as people write it: 4:05, or 1:04:05.
 * @param {number} seconds
 */
export function shortClock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/**
 * The same, to be spoken.
 * @param {number} seconds
 */
export function spokenClock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ];
  const said = parts.filter(([number], i) => number || (i === 2 && whole < 1));
  return said.map(([number, unit]) => `${number} ${unit}${number === 1 ? "" : "s"}`).join(" ");
}
