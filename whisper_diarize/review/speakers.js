// @ts-check
// Corrections of speakers: names laid over labels, and merging of two. As speakers.py.

import { strip } from "./page/scripts/text.js";
import { mergeTurns } from "./turns.js";

/** @import { Document, Speaker, Word } from "./page/scripts/types.js" */

/**
 * @param {Document} document
 * @param {string} label
 * @param {string} name
 * @returns {Document}
 */
export function rename(document, label, name) {
  const speakers = document.speakers.map((speaker) =>
    speaker.label === label ? renamed(speaker, strip(name) || label) : speaker,
  );
  return { ...document, speakers };
}

/**
 * The speaker with a name that a person gave: it confirms a match of that name, and ends any other.
 * @param {Speaker} speaker
 * @param {string} name
 * @returns {Speaker}
 */
function renamed(speaker, name) {
  const { match } = speaker;
  return { ...speaker, name, match: match?.name === name ? { ...match, status: "confirmed" } : null };
}

/**
 * @param {Document} document
 * @param {string} source
 * @param {string} target
 * @returns {Document}
 */
export function merge(document, source, target) {
  const labels = document.speakers.map((speaker) => speaker.label);
  if (source === target || !labels.includes(source) || !labels.includes(target)) return document;
  const left = (/** @type {string | null} */ label) => (label === source ? target : label);
  const names = (/** @type {Word} */ word) =>
    [word.speaker_label, word.runner_up, ...word.other_speakers].includes(source);
  return {
    ...document,
    segments: document.segments.map((segment) => {
      if (segment.speaker_label !== source && !segment.words.some(names)) return segment;
      const words = segment.words.map((word) => (names(word) ? relabelled(word, source, target) : word));
      return { ...segment, speaker_label: left(segment.speaker_label), words };
    }),
    speakers: document.speakers.filter((speaker) => speaker.label !== source),
    turns: document.turns && mergeTurns(document.turns, source, target),
    exclusive_turns: document.exclusive_turns && mergeTurns(document.exclusive_turns, source, target),
  };
}

/**
 * The word after the merge: a speaker is not their own runner-up, nor in their own overlap.
 * @param {Word} word
 * @param {string} source
 * @param {string} target
 * @returns {Word}
 */
function relabelled(word, source, target) {
  const left = (/** @type {string} */ label) => (label === source ? target : label);
  const speaker = word.speaker_label === null ? null : left(word.speaker_label);
  const others = [...new Set(word.other_speakers.map(left))].filter((label) => label !== speaker);
  const rival = word.runner_up === null ? null : left(word.runner_up);
  return {
    ...word,
    speaker_label: speaker,
    runner_up: rival === speaker ? null : rival,
    overlap: others.length > 0,
    other_speakers: others,
  };
}
