// The document as `Json` (formats/json.py) writes it, to the last byte.

import { encodable, rounded, splitWords, strip } from "../text.js";

const SECONDS_AND_SHARES = new Set([
  ...["duration", "start", "end", "seconds", "gap", "probability", "score", "speaker_confidence"],
  ...["temperature", "avg_logprob", "compression_ratio", "no_speech_prob"],
  ...["speech", "overlap", "snr", "rival_margin"], // of `quality`
]);

/** Return the text of the file. */
export function json(document) {
  return encodable(written(completed(document), "")) + "\n";
}

/** Return the document with all that follows from the rest: names, the text, the list of words, figures. */
export function completed(document) {
  const names = new Map(document.speakers.map((speaker) => [speaker.label, speaker.name]));
  const named = (item) => {
    const label = item.speaker_label;
    return { ...item, speaker: label === null ? null : (names.get(label) ?? label) };
  };
  const segments = document.segments.map((segment, id) => ({
    ...named(segment),
    id,
    words: segment.words.map(named),
  }));
  return {
    ...document,
    text: strip(segments.map((segment) => segment.text).join("")),
    segments,
    word_segments: segments.flatMap((segment) => segment.words.map((word) => ({ ...word, word: strip(word.word) }))),
    speakers: withFigures(document),
    turns: document.turns && document.turns.map(named),
    exclusive_turns: document.exclusive_turns && document.exclusive_turns.map(named),
  };
}

/** Return the speakers with seconds of talk, turns and words. */
export function withFigures(document) {
  const figures = new Map(document.speakers.map((s) => [s.label, { seconds: 0, turns: 0, words: 0 }]));
  for (const turn of document.turns ?? []) {
    const mine = figures.get(turn.speaker_label);
    if (!mine) continue;
    mine.seconds += turn.end - turn.start;
    mine.turns += 1;
  }
  for (const segment of document.segments) {
    const mine = figures.get(segment.speaker_label);
    if (mine) mine.words += segment.words.length || splitWords(segment.text).length;
  }
  return document.speakers.map((speaker) => {
    const mine = figures.get(speaker.label);
    return { ...speaker, ...mine, seconds: rounded(mine.seconds) };
  });
}

function written(value, key) {
  if (Array.isArray(value)) return `[${value.map((item) => written(item, "")).join(", ")}]`;
  if (typeof value === "number" && SECONDS_AND_SHARES.has(key) && Number.isInteger(value)) {
    return Object.is(value, -0) ? "-0.0" : `${value}.0`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${written(item, name)}`);
  return `{${items.join(", ")}}`;
}
