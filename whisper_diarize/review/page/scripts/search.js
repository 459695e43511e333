// @ts-check
// The search for words of one document in another of the same recording: by text and place. Pure.

import { CHECKED, wordCount } from "../../pieces.js";
import { unitsOf } from "./layout.js";
import { strip } from "./text.js";

/** @import { Document, Found, PlacedText, Unit } from "./types.js" */

const NEAR_SECONDS = 0.1; // two words that begin so near each other share their place, however short they are
const MIN_SHARED_TIME = 0.5; // as carry.py: of the time that two words take together

/**
 * The words that are found here again, in order, and those that are not. A word may have any of the texts that `known`
 * has for it. One that was taken out there, and is not here, is neither; of two that are alike, such a word is the one
 * that takes its time.
 * @param {Document} here
 * @param {PlacedText[]} words
 * @param {Map<number, Set<string>>} known texts that words had at some time, by their start
 */
export function search(here, words, known) {
  /** @type {Found[]} */
  const found = [];
  /** @type {PlacedText[]} */
  const missing = [];
  const taken = new Set();
  for (const text of words) {
    const texts = known.get(text[0]) ?? new Set([strip(text[2])]);
    const least = texts.has("") ? MIN_SHARED_TIME : 0;
    const best = nearest(here, text, least, (number, said) => !taken.has(number) && texts.has(said));
    if (best) {
      taken.add(best.number);
      found.push(best);
    } else if (!texts.has("") || inPlace(here, text) !== null) missing.push(text);
  }
  return { found: found.sort((a, b) => a.number - b.number), missing };
}

/**
 * The word whose time is most like that of a text, of those that `fits` takes; none that shares less than `least` of it.
 * @param {Document} here
 * @param {PlacedText} text
 * @param {number} least
 * @param {(number: number, said: string) => boolean} fits
 * @returns {Found | null}
 */
function nearest(here, text, least, fits) {
  /** @type {Found | null} */
  let best = null;
  let most = -1;
  let first = 0;
  for (const segment of here.segments) {
    if (segment.start <= text[1] + NEAR_SECONDS && segment.end >= text[0] - NEAR_SECONDS) {
      for (const [i, unit] of unitsOf(segment).entries()) {
        const share = likeness(unit, text);
        const isNear = share > 0 || Math.abs(unit.start - text[0]) <= NEAR_SECONDS;
        if (!isNear || share < least || share <= most || !fits(first + i, strip(unit.word))) continue;
        most = share;
        const isChecked = unit.reason === CHECKED;
        best = { number: first + i, said: unit.word, speaker: segment.speaker_label, isChecked, text };
      }
    }
    first += wordCount(segment);
  }
  return best;
}

/**
 * The word here that takes the time of a text, or null.
 * @param {Document} here
 * @param {PlacedText} text
 */
export function inPlace(here, text) {
  for (const segment of here.segments) {
    if (segment.end < text[0] || text[1] < segment.start) continue;
    for (const unit of unitsOf(segment)) if (likeness(unit, text) >= MIN_SHARED_TIME) return unit.word;
  }
  return null;
}

/**
 * The share of the time of both that both take, 0 to 1; without length, they are alike at the same time.
 * @param {Unit} unit
 * @param {PlacedText} text
 */
function likeness(unit, [start, end]) {
  const shared = Math.min(end, unit.end) - Math.max(start, unit.start);
  const together = Math.max(end, unit.end) - Math.min(start, unit.start);
  return together > 0 ? Math.max(0, shared / together) : 1;
}

/**
 * The range from the first to the last word; words between them are of it if their speakers are those of the others.
 * @param {Document} here
 * @param {Found[]} found
 * @returns {[number, number][]}
 */
export function stretch(here, found) {
  const [first, last] = [found[0].number, found[found.length - 1].number];
  const speakers = new Set(found.map(({ speaker }) => speaker));
  let number = 0;
  for (const segment of here.segments) {
    const next = number + wordCount(segment);
    if (number <= last && next > first && !speakers.has(segment.speaker_label)) return runs(found);
    number = next;
  }
  return [[first, last + 1]];
}

/**
 * The ranges of words that follow each other.
 * @param {Found[]} found
 * @returns {[number, number][]}
 */
export function runs(found) {
  /** @type {[number, number][]} */
  const ranges = [];
  for (const { number } of found) {
    const last = ranges.at(-1);
    if (last?.[1] === number) last[1] += 1;
    else ranges.push([number, number + 1]);
  }
  return ranges;
}
