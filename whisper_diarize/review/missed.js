// @ts-check
// Talk that was missed: a turn, with its words, added. As missed.py.

import { blank, splitTyped, spread } from "./phrases.js";
import { CHECKED, joined } from "./pieces.js";
import { addTalk } from "./turns.js";

/** @import { Document, Segment } from "./page/scripts/types.js" */

/**
 * The document in which `label` says `text` from `start` to `end`; the words share it by their length.
 * @param {Document} document
 * @param {number} start
 * @param {number} end
 * @param {string} label
 * @param {string} text
 * @returns {Document}
 */
export function addTurn(document, start, end, label, text) {
  const texts = splitTyped(text);
  if (!texts.length) return document;
  const times = spread(texts, start, end);
  const bare = silence(start, end, label);
  const words = texts.map((said, i) => blank(bare, times[i], ` ${said}`));
  const segment = { ...bare, text: joined(words), words };
  const found = document.segments.findIndex((other) => other.start > start);
  const place = found < 0 ? document.segments.length : found;
  const known = document.speakers.some((speaker) => speaker.label === label);
  const added = { label, name: label, match: null, seconds: 0, turns: 0, words: 0 };
  return {
    ...addTalk(document, start, end, label),
    segments: [...document.segments.slice(0, place), segment, ...document.segments.slice(place)],
    speakers: known ? document.speakers : [...document.speakers, added],
  };
}

/**
 * A segment without words, as a person would make it.
 * @param {number} start
 * @param {number} end
 * @param {string} label
 * @returns {Segment}
 */
function silence(start, end, label) {
  return {
    id: 0,
    seek: null,
    start,
    end,
    text: "",
    tokens: [],
    temperature: null,
    avg_logprob: null,
    compression_ratio: null,
    no_speech_prob: null,
    channel: null,
    echo: false,
    speaker: label,
    speaker_label: label,
    reason: CHECKED,
    paragraph: null,
    words: [],
  };
}
