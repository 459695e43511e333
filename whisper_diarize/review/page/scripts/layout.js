// @ts-check
// The document as it is read: turns, their paragraphs, and the words in order. Pure.

import { doubts } from "../../doubts.js";
import { wordCount } from "../../pieces.js";
import { CLOSERS, SENTENCE_ENDS } from "./tables.js";

/** @import { Document, Paragraph, PlacedWord, Segment, Unit } from "./types.js" */

const PARAGRAPH_WORDS = 60;
const SENTENCE_END = new RegExp(`[${SENTENCE_ENDS}][${CLOSERS.replace("]", "\\]")}]*$`, "u");

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
    const isLong = last ? last.count + count > PARAGRAPH_WORDS : true;
    if (!last || opens || segment.paragraph === true || (isLong && segment.paragraph !== false)) {
      last = { speaker: segment.speaker_label, opens, turn, first, count: 0, start: segment.start, segments: [] };
      found.push(last);
    }
    last.segments.push(segment);
    last.count += count;
    first += count;
  }
  return found;
}

/** @type {WeakMap<Segment, PlacedWord[]>} segments never change, so their words are made once */
const known = new WeakMap();

/**
 * All words in order: text with the space in front of it, times, speaker, and whether it is doubtful.
 * @param {Document} document
 */
export function allWords(document) {
  /** @type {PlacedWord[]} */
  const found = [];
  for (const segment of document.segments) for (const word of wordsOf(segment)) found.push(word);
  return found;
}

/** @param {Segment} segment */
function wordsOf(segment) {
  let words = known.get(segment);
  if (!words) {
    words = unitsOf(segment).map((word) => {
      const { start, end, word: text } = word;
      return { speaker: segment.speaker_label, text, start, end, doubtful: doubts(word).length > 0, source: word };
    });
    known.set(segment, words);
  }
  return words;
}

/**
 * The words of a segment to read; without word times it is one.
 * @param {Segment} segment
 * @returns {Unit[]}
 */
export function unitsOf(segment) {
  return segment.words.length
    ? segment.words
    : [{ ...segment, word: segment.text, probability: null, isSegment: true }];
}

/**
 * The numbers of the words in order of their start.
 * @param {PlacedWord[]} words
 */
export function byStart(words) {
  const order = Array.from(words.keys());
  const isInOrder = words.every((word, i) => i === 0 || words[i - 1].start <= word.start);
  return isInOrder ? order : order.sort((a, b) => words[a].start - words[b].start || a - b);
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
 * The place in the layout of the paragraph that holds word `number`; -1 if there is none.
 * @param {Paragraph[]} layout
 * @param {number} number
 */
export function paragraphAt(layout, number) {
  let [low, high] = [0, layout.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (layout[middle].first <= number) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The first word of the turn that is `step` turns from that of word `number`.
 * @param {Paragraph[]} layout
 * @param {number} number
 * @param {number} step
 */
export function turnStart(layout, number, step) {
  const wanted = (layout[paragraphAt(layout, number)]?.turn ?? 0) + step;
  return layout.find((paragraph) => paragraph.turn === wanted)?.first ?? number;
}

/**
 * The numbers of the first word of a turn, and of the first after it.
 * @param {Paragraph[]} layout
 * @param {number} number
 * @returns {[number, number]}
 */
export function turnRange(layout, number) {
  let first = paragraphAt(layout, number);
  let last = first;
  while (first > 0 && !layout[first].opens) first -= 1;
  while (last + 1 < layout.length && !layout[last + 1].opens) last += 1;
  return [layout[first].first, layout[last].first + layout[last].count];
}

/**
 * The numbers of the first word of a sentence, and of the first after it; it ends with its turn.
 * @param {PlacedWord[]} words
 * @param {[number, number]} turn
 * @param {number} number
 * @returns {[number, number]}
 */
export function sentenceRange(words, [start, end], number) {
  let [first, stop] = [number, number + 1];
  while (first > start && !SENTENCE_END.test(words[first - 1].text)) first -= 1;
  while (stop < end && !SENTENCE_END.test(words[stop - 1].text)) stop += 1;
  return [first, stop];
}

/**
 * The words around one whose speaker is doubted, and those of theirs beside it; one word if its text is doubted.
 * @param {PlacedWord[]} words
 * @param {number} number
 * @returns {[number, number]}
 */
export function doubtRange(words, number) {
  const { speaker } = words[number];
  const isOf = (/** @type {number} */ other) => words[other]?.speaker === speaker && doubtsSpeaker(words[other]);
  let [first, stop] = [number, number + 1];
  if (!isOf(number)) return [first, stop];
  while (isOf(first - 1)) first -= 1;
  while (isOf(stop)) stop += 1;
  return [first, stop];
}

/** @param {PlacedWord} word */
function doubtsSpeaker({ doubtful, source }) {
  return doubtful && doubts(source).join() === "speaker";
}

/**
 * The nearest number in a sorted list after (`step` 1) or before (-1) another, round the end; -1 if the list is empty.
 * @param {number[]} list
 * @param {number} number
 * @param {number} step
 */
export function nextIn(list, number, step) {
  if (step > 0) return list.find((one) => one > number) ?? list[0] ?? -1;
  return list.findLast((one) => one < number) ?? list.at(-1) ?? -1;
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
