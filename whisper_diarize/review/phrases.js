// @ts-check
// Corrections of phrases: words inserted, deleted, split, joined, replaced, and times for those that are new.
// As phrases.py.

import { matches } from "./alignment.js";
import { lead, rounded, strip } from "./page/scripts/text.js";
import { checked, chosenWords, joined } from "./pieces.js";
import { correct } from "./words.js";

/** @import { Document, Segment, Word } from "./page/scripts/types.js" */

/**
 * A segment, its words before, among and after those that are replaced; `now` are those that replace them.
 * @typedef {{ segment: Segment, before: Word[], chosen: Word[], after: Word[], now: Word[] }} Part
 */
/** @typedef {[number, number]} Times */

const SECONDS_PER_CHARACTER = 0.08; // of an inserted word, where there is room for it
const BETWEEN = /[ \t\r\n]+/;

/**
 * The document in which these words are those of `text`; blank: they are gone.
 * @param {Document} document
 * @param {number} first
 * @param {number} stop
 * @param {string} text
 * @returns {Document}
 */
export function rewrite(document, first, stop, text) {
  const { segments } = document;
  /** @type {[number, Segment, number, number][]} */
  const found = [];
  let index = 0;
  for (const [segment, from, to] of chosenWords(document, first, stop)) {
    if (from < to) found.push([index, segment, from, to]);
    index += 1;
  }
  if (!found.length) return document;
  if (found.length === 1 && !found[0][1].words.length) return correct(document, Math.max(first, 0), text);
  const parts = found.map(([, segment, from, to]) => partOf(segment, from, to));
  const before = segments.slice(0, found[0][0]);
  const after = segments.slice(found[found.length - 1][0] + 1);
  const floor = parts[0].before.at(-1)?.end ?? before.at(-1)?.end ?? 0;
  const ceiling = parts[parts.length - 1].after[0]?.start ?? after[0]?.start ?? document.duration;
  fill(parts, splitTyped(text), floor, ceiling);
  const rebuilt = parts.flatMap((part) => rebuiltSegment(part));
  if (rebuilt.length === parts.length && rebuilt.every((segment, i) => segment === parts[i].segment)) return document;
  return { ...document, segments: [...before, ...rebuilt, ...after] };
}

/**
 * The words of a text that a person typed: what spaces, tabs and line breaks separate.
 * @param {string} text
 */
export function splitTyped(text) {
  return text.split(BETWEEN).flatMap((token) => strip(token) || []);
}

/**
 * The times of words that share the time from `start` to `end` by their length.
 * @param {string[]} texts
 * @param {number} start
 * @param {number} end
 * @returns {Times[]}
 */
export function spread(texts, start, end) {
  const total = texts.reduce((sum, text) => sum + length(text), 0);
  const edges = [start];
  let reached = 0;
  for (const text of texts.slice(0, -1)) {
    reached += length(text);
    edges.push(rounded(start + (end - start) * (reached / total)));
  }
  return edges.map((edge, i) => [edge, i + 1 < edges.length ? edges[i + 1] : end]);
}

/**
 * @param {Segment} segment
 * @param {number} from
 * @param {number} to
 * @returns {Part}
 */
function partOf(segment, from, to) {
  const { words } = segment;
  if (!words.length) return { segment, before: [], chosen: filledIn(segment), after: [], now: [] };
  return { segment, before: words.slice(0, from), chosen: words.slice(from, to), after: words.slice(to), now: [] };
}

/**
 * Words for a segment that has none, with times by their length.
 * @param {Segment} segment
 * @returns {Word[]}
 */
function filledIn(segment) {
  const texts = splitTyped(segment.text);
  const times = spread(texts, segment.start, segment.end);
  return texts.map((text, i) => blank(segment, times[i], (i ? " " : lead(segment.text)) + text));
}

/**
 * Put the new words into `parts`, between those that stay; `floor` and `ceiling` are when their neighbours talk.
 * @param {Part[]} parts
 * @param {string[]} texts
 * @param {number} floor
 * @param {number} ceiling
 */
function fill(parts, texts, floor, ceiling) {
  const old = parts.flatMap((part) => part.chosen);
  const home = parts.flatMap((part) => part.chosen.map(() => part));
  const said = old.map((word) => strip(word.word));
  let [i, j] = [0, 0];
  for (const [same, next] of [...matches(said, texts), [old.length, texts.length]]) {
    /** @type {Word | undefined} */
    let staying = old[same];
    const fresh = texts.slice(j, next);
    if (same - i === fresh.length) {
      for (const [k, text] of fresh.entries()) home[i + k].now.push(retold(old[i + k], text));
    } else if (same > i && fresh.length) {
      home[i].now.push(...replaced(old.slice(i, same), fresh));
    } else if (same === i && i > 0) {
      const left = /** @type {Word} */ (home[i - 1].now.pop());
      home[i - 1].now.push(...insertedAfter(left, fresh, staying ? staying.start : ceiling));
    } else if (same === i && staying) {
      const inserted = insertedBefore(staying, fresh, floor);
      staying = inserted.pop();
      home[same].now.push(...inserted);
    } else if (fresh.length) {
      parts[0].now.push(...saidIn(parts[0].segment, fresh));
    }
    if (staying) home[same].now.push(staying);
    i = same + 1;
    j = next + 1;
  }
}

/**
 * @param {Word} word
 * @param {string} text
 * @returns {Word}
 */
function retold(word, text) {
  return { ...checked(word, word.speaker_label), word: lead(word.word) + text };
}

/**
 * Words in the time of others; one alone has measured edges if theirs were.
 * @param {Word[]} old
 * @param {string[]} texts
 */
function replaced(old, texts) {
  const times = spread(texts, old[0].start, Math.max(old[0].start, ...old.map((word) => word.end)));
  const isGuessed = texts.length > 1 || old.some((word) => word.interpolated);
  return texts.map((text, i) => fresh(old[0], times[i], (i ? " " : lead(old[0].word)) + text, isGuessed));
}

/**
 * `left` and words after it: in the pause before `end`, or, if that is too short, in the time of `left`.
 * @param {Word} left
 * @param {string[]} texts
 * @param {number} end
 */
function insertedAfter(left, texts, end) {
  const wanted = SECONDS_PER_CHARACTER * texts.reduce((sum, text) => sum + length(text), 0);
  const hasRoom = end - left.end >= wanted / 2;
  const times = hasRoom
    ? spread(texts, left.end, Math.min(end, rounded(left.end + wanted)))
    : spread([strip(left.word), ...texts], left.start, left.end);
  const first = hasRoom ? left : moved(left, /** @type {Times} */ (times.shift()), left.word);
  return [first, ...texts.map((text, i) => fresh(left, times[i], ` ${text}`, true))];
}

/**
 * Words before `right`, and it: in the pause after `start`, or, if that is too short, in its time.
 * @param {Word} right
 * @param {string[]} texts
 * @param {number} start
 */
function insertedBefore(right, texts, start) {
  const space = lead(right.word);
  const text = (space || " ") + strip(right.word);
  const wanted = SECONDS_PER_CHARACTER * texts.reduce((sum, one) => sum + length(one), 0);
  const hasRoom = right.start - start >= wanted / 2;
  const times = hasRoom
    ? spread(texts, Math.max(start, rounded(right.start - wanted)), right.start)
    : spread([...texts, strip(right.word)], right.start, right.end);
  const last = hasRoom
    ? text === right.word
      ? right
      : { ...right, word: text }
    : moved(right, times[times.length - 1], text);
  return [...texts.map((one, i) => fresh(right, times[i], (i ? " " : space) + one, true)), last];
}

/**
 * Words in the time of a segment that said nothing.
 * @param {Segment} segment
 * @param {string[]} texts
 */
function saidIn(segment, texts) {
  const times = spread(texts, segment.start, segment.end);
  return texts.map((text, i) => fresh(blank(segment, times[i], ""), times[i], ` ${text}`, true));
}

/**
 * A word that a person wrote, with the speaker of another; guessed if its time is not measured.
 * @param {Word} like
 * @param {Times} times
 * @param {string} text
 * @param {boolean} isGuessed
 * @returns {Word}
 */
function fresh(like, [start, end], text, isGuessed) {
  return { ...checked(like, like.speaker_label), word: text, start, end, interpolated: isGuessed };
}

/**
 * A word that gives some of its time away.
 * @param {Word} word
 * @param {Times} times
 * @param {string} text
 * @returns {Word}
 */
function moved(word, [start, end], text) {
  return { ...word, word: text, start, end, interpolated: true };
}

/**
 * A word of a segment, of which nothing is known but its text.
 * @param {Segment} segment
 * @param {Times} times
 * @param {string} text
 * @returns {Word}
 */
export function blank(segment, [start, end], text) {
  return {
    word: text,
    start,
    end,
    probability: null,
    score: null,
    speaker: segment.speaker,
    speaker_label: segment.speaker_label,
    reason: segment.reason,
    gap: 0,
    interpolated: true,
    speaker_confidence: null,
    runner_up: null,
    overlap: false,
    other_speakers: [],
    no_speech: false,
    channel: segment.channel ?? null,
  };
}

/**
 * The segment with its words as they are now; nothing if none is left.
 * @param {Part} part
 * @returns {Segment[]}
 */
function rebuiltSegment({ segment, before, now, after }) {
  const words = [...before, ...now, ...after];
  if (!words.length) return [];
  if (words.length === segment.words.length && words.every((word, i) => word === segment.words[i])) return [segment];
  const start = Math.min(segment.start, ...words.map((word) => word.start));
  const end = Math.max(segment.end, ...words.map((word) => word.end));
  return [{ ...segment, start, end, text: joined(words), tokens: [], words }];
}

/** @param {string} text */
function length(text) {
  return Array.from(text).length;
}
