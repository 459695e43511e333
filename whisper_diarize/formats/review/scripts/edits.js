// Corrections: a document and an edit -> a new document; what did not change is shared. As editing/*.py.
//
// Words are counted through the whole document, from 0; a segment without word times counts as one word. Names, texts and
// figures that follow from the rest are those of before the edit, until `completed` (json.js) brings them up to date.

import { giveFloor, mergeTurns } from "./floor.js";
import { lead, strip } from "./text.js";

export const CHECKED = "checked";

// what engines and methods say of a word, while they say nothing
const WITHOUT_THOUGHTS = { probability: null, score: null, speaker_confidence: null, runner_up: null, no_speech: false };

const KINDS = {
  rename: (document, edit) => rename(document, edit.label, edit.name),
  merge: (document, edit) => merge(document, edit.source, edit.target),
  reassign: (document, edit) => reassign(document, edit.first, edit.stop, edit.label),
  confirm: (document, edit) => confirm(document, edit.first, edit.stop),
  correct: (document, edit) => correct(document, edit.word, edit.text),
};

/** Return the document after `edit`; the same one if the edit does not apply to it. */
export function apply(document, edit) {
  return Object.hasOwn(KINDS, edit.kind) ? KINDS[edit.kind](document, edit) : document;
}

export function wordCount(segment) {
  return segment.words.length || 1;
}

export function rename(document, label, name) {
  const speakers = document.speakers.map((speaker) =>
    speaker.label === label ? { ...speaker, name: strip(name) || label } : speaker,
  );
  return { ...document, speakers };
}

export function merge(document, source, target) {
  const labels = document.speakers.map((speaker) => speaker.label);
  if (source === target || !labels.includes(source) || !labels.includes(target)) return document;
  const moved = (item) => (item.speaker_label === source ? { ...item, speaker_label: target } : item);
  const names = (word) => [word.speaker_label, word.runner_up, ...word.other_speakers].includes(source);
  return {
    ...document,
    segments: document.segments.map((segment) => {
      if (segment.speaker_label !== source && !segment.words.some(names)) return segment;
      const words = segment.words.map((word) => (names(word) ? relabelled(word, source, target) : word));
      return { ...moved(segment), words };
    }),
    speakers: document.speakers.filter((speaker) => speaker.label !== source),
    turns: document.turns && mergeTurns(document.turns, source, target),
    exclusive_turns: document.exclusive_turns && mergeTurns(document.exclusive_turns, source, target),
  };
}

export function reassign(document, first, stop, label) {
  let floor = document;
  for (const [segment, from, to] of chosen(document, first, stop)) {
    if (from < to && segment.speaker_label !== label) {
      const part = segment.words.length ? piece(segment, from, to) : segment;
      floor = giveFloor(floor, part.start, part.end, segment.speaker_label, label);
    }
  }
  const known = document.speakers.some((speaker) => speaker.label === label);
  const added = { label, name: label, seconds: 0, turns: 0, words: 0 };
  return {
    ...edited(floor, first, stop, (segment, from, to) => given(segment, from, to, label)),
    speakers: known ? document.speakers : [...document.speakers, added],
  };
}

export function confirm(document, first, stop) {
  return edited(document, first, stop, (segment, from, to) => {
    const words = segment.words.map((word, i) => (from <= i && i < to ? checked(word, word.speaker_label) : word));
    return [{ ...segment, reason: words.length ? segment.reason : CHECKED, words }];
  });
}

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

function* chosen(document, first, stop) {
  let start = 0;
  for (const segment of document.segments) {
    const count = wordCount(segment);
    yield [segment, Math.max(first - start, 0), Math.min(stop - start, count)];
    start += count;
  }
}

function edited(document, first, stop, cut) {
  const segments = [];
  for (const [segment, from, to] of chosen(document, first, stop)) {
    if (from < to) segments.push(...cut(segment, from, to));
    else segments.push(segment);
  }
  return { ...document, segments };
}

function given(segment, from, to, label) {
  const count = segment.words.length;
  const whole = to - from === count || count === 0;
  const words = segment.words.map((word, i) => (from <= i && i < to ? checked(word, label) : word));
  const changed = { ...segment, words };
  if (whole || segment.speaker_label === label) {
    return [{ ...changed, speaker_label: label, reason: whole ? CHECKED : segment.reason }];
  }
  const pieces = [{ ...piece(changed, from, to), speaker_label: label, reason: CHECKED }];
  if (from > 0) pieces.unshift(piece(changed, 0, from));
  if (to < count) pieces.push(piece(changed, to, count));
  return pieces;
}

function piece(segment, from, to) {
  if (to - from === segment.words.length) return segment;
  const words = segment.words.slice(from, to);
  const start = Math.min(...words.map((word) => word.start));
  const end = Math.max(...words.map((word) => word.end));
  return { ...segment, start, end, text: joined(words), tokens: [], words };
}

/** The word as a person confirmed it: what engines thought of it no longer counts. */
function checked(word, label) {
  const others = word.other_speakers.filter((other) => other !== label);
  const sure = { ...WITHOUT_THOUGHTS, speaker_label: label, reason: CHECKED, gap: 0 };
  return { ...word, ...sure, overlap: others.length > 0, other_speakers: others };
}

/** The word said by who is left; nobody is their own rival, or talks at the same time as themselves. */
function relabelled(word, source, target) {
  const left = (label) => (label === source ? target : label);
  const speaker = left(word.speaker_label);
  const others = [...new Set(word.other_speakers.map(left))].filter((label) => label !== speaker);
  const rival = left(word.runner_up);
  return {
    ...word,
    speaker_label: speaker,
    runner_up: rival === speaker ? null : rival,
    overlap: others.length > 0,
    other_speakers: others,
  };
}

function joined(words) {
  return words.map((word) => word.word).join("");
}
