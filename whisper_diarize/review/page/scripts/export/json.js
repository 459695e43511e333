// @ts-check
// The document as `Json` (formats/json.py) writes it, to the last byte.

import { encodable, rounded, splitWords, strip } from "../text.js";

/** @import { Document, Turn, Word } from "../types.js" */

const SECONDS_AND_SHARES = new Set([
  ...["duration", "start", "end", "seconds", "gap", "probability", "score", "speaker_confidence"],
  ...["temperature", "avg_logprob", "compression_ratio", "no_speech_prob"],
  ...["speech", "overlap", "snr", "rival_margin"], // of `quality`
]);

/**
 * Return the text of the file.
 * @param {Document} document
 */
export function json(document) {
  return `${encodable(written(completed(document), ""))}\n`;
}

/**
 * Return the document with all that follows from the rest: names, the text, the list of words, figures.
 * @param {Document} document
 * @returns {Document}
 */
export function completed(document) {
  const names = new Map(document.speakers.map((speaker) => [speaker.label, speaker.name]));
  const nameOf = (/** @type {string | null} */ label) => (label === null ? null : (names.get(label) ?? label));
  const namedWord = (/** @type {Word} */ word) => ({ ...word, speaker: nameOf(word.speaker_label) });
  const namedTurn = (/** @type {Turn} */ turn) => ({
    ...turn,
    speaker: names.get(turn.speaker_label) ?? turn.speaker_label,
  });
  const segments = document.segments.map((segment, id) => ({
    ...segment,
    speaker: nameOf(segment.speaker_label),
    id,
    words: segment.words.map(namedWord),
  }));
  const said = segments.filter((segment) => !segment.echo);
  return {
    ...document,
    text: strip(said.map((segment) => segment.text).join("")),
    segments,
    word_segments: said.flatMap((segment) => segment.words.map((word) => ({ ...word, word: strip(word.word) }))),
    speakers: withFigures(document),
    turns: document.turns?.map(namedTurn) ?? null,
    exclusive_turns: document.exclusive_turns?.map(namedTurn) ?? null,
  };
}

/**
 * Return the speakers with seconds of talk, turns and words.
 * @param {Document} document
 */
export function withFigures(document) {
  const figures = new Map(document.speakers.map(({ label }) => [label, { seconds: 0, turns: 0, words: 0 }]));
  for (const turn of document.turns ?? []) {
    const mine = figures.get(turn.speaker_label);
    if (!mine) continue;
    mine.seconds += turn.end - turn.start;
    mine.turns += 1;
  }
  for (const segment of document.segments) {
    const mine = segment.speaker_label === null ? undefined : figures.get(segment.speaker_label);
    if (mine) mine.words += segment.words.length || splitWords(segment.text).length;
  }
  return document.speakers.map((speaker) => {
    const { seconds, turns, words } = figures.get(speaker.label) ?? speaker;
    return { ...speaker, seconds: rounded(seconds), turns, words };
  });
}

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {string}
 */
function written(value, key) {
  if (Array.isArray(value)) return `[${value.map((item) => written(item, "")).join(", ")}]`;
  if (typeof value === "number" && SECONDS_AND_SHARES.has(key) && Number.isInteger(value)) {
    return Object.is(value, -0) ? "-0.0" : `${value}.0`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${written(item, name)}`);
  return `{${items.join(", ")}}`;
}
