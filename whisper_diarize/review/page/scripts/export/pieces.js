// @ts-check
// From segments to runs: all that one speaker says without another between, as pieces that no line may cut.
// As formats/subtitles/tokens.py.

import { SPACE, SPACE_AFTER, SPACE_BEFORE } from "../tables.js";
import { cleanDirection, oneLine, roundHalfEven, splitWords, strip } from "../text.js";
import { columns, continues, lastOf, mayPart, unspaced } from "./writing.js";

/** @import { Run, Segment } from "../types.js" */
/** @typedef {{ text: string, spaced: boolean, start: number, end: number }} Piece */

const [spaceBefore, spaceAfter] = [new Set(SPACE_BEFORE), new Set(SPACE_AFTER)];
const NOT_PRINTABLE = /[^\P{C}]|[^\P{Z} ]/u;
const STARTS_WITH_SPACE = new RegExp(`^[${SPACE}]`);

/**
 * The runs in order of time; no piece is wider than a line. A run has parallel lists: `texts`, `widths`, `spaces` (1
 * where a space precedes), `starts` and `ends` (milliseconds, never going back); and `stops`, the pieces that end a
 * segment.
 * @param {Segment[]} segments
 * @param {(label: string | null) => string | null} name
 * @param {number} lineWidth
 */
export function runs(segments, name, lineWidth) {
  /** @type {Run[]} */
  const found = [];
  const ordered = [...segments].sort((a, b) => a.start - b.start);
  const reached = new Map();
  let place = 0;
  while (place < ordered.length) {
    const label = ordered[place].speaker_label;
    /** @type {Run} */
    const run = { label, texts: [], widths: [], spaces: [], starts: [], ends: [], stops: [] };
    const speaker = name(label);
    for (; place < ordered.length && name(ordered[place].speaker_label) === speaker; place += 1) {
      append(run, ordered[place], lineWidth);
    }
    if (!run.texts.length) continue;
    // engines' times may go back while one person speaks; cues must not
    for (let i = 0; i < run.texts.length; i += 1) {
      run.starts[i] = Math.max(run.starts[i], i ? run.starts[i - 1] : (reached.get(speaker) ?? 0));
      run.ends[i] = Math.max(run.ends[i], run.starts[i], i ? run.ends[i - 1] : 0);
    }
    reached.set(speaker, run.starts[run.starts.length - 1]);
    found.push(run);
  }
  return found;
}

/**
 * @param {Run} run
 * @param {Segment} segment
 * @param {number} lineWidth
 */
function append(run, segment, lineWidth) {
  const texts = splitWords(segment.text);
  if (!texts.length) return;
  const first = run.texts.length;
  const { words } = segment;
  const whole = words.length === texts.length && words.every((word, i) => strip(word.word) === texts[i]);
  if (whole && texts.every((text) => columns(text) <= lineWidth) && isPlain(segment.text, texts)) {
    for (const [i, word] of words.entries()) add(run, texts[i], 1, word.start, word.end);
  } else {
    for (const piece of pieces(segment, lineWidth)) add(run, piece.text, Number(piece.spaced), piece.start, piece.end);
  }
  if (run.texts.length > first) {
    run.stops.push(run.texts.length - 1);
    const glued = first > 0 && mayPart(run.texts[first - 1], run.texts[first]) && !STARTS_WITH_SPACE.test(segment.text);
    run.spaces[first] = glued ? 0 : 1;
  }
}

/**
 * @param {Run} run
 * @param {string} text
 * @param {number} space
 * @param {number} start
 * @param {number} end
 */
function add(run, text, space, start, end) {
  run.texts.push(text);
  run.widths.push(columns(text));
  run.spaces.push(space);
  run.starts.push(roundHalfEven(start * 1000));
  run.ends.push(roundHalfEven(end * 1000));
}

/**
 * @param {string} text
 * @param {string[]} texts
 */
function isPlain(text, texts) {
  return (
    !NOT_PRINTABLE.test(text) &&
    !texts.some((one) => spaceBefore.has(one) || spaceAfter.has(one)) &&
    !unspaced.test(text)
  );
}

/**
 * @param {Segment} segment
 * @param {number} lineWidth
 * @returns {Generator<Piece>}
 */
function* pieces(segment, lineWidth) {
  const said = splitWords(segment.words.map((word) => word.word).join("")).join("");
  const hasWords = segment.words.length > 0 && said === splitWords(segment.text).join("");
  const spoken = hasWords ? segment.words : [{ word: segment.text, start: segment.start, end: segment.end }];
  const parts = spoken.flatMap((word) => [...spread(word.word, word.start, word.end, hasWords)]);
  for (const piece of joined(parts)) yield* cut(piece, lineWidth);
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {boolean} wholeWord
 * @returns {Generator<Piece>}
 */
function* spread(text, start, end, wholeWord) {
  let spaced = STARTS_WITH_SPACE.test(text);
  /** @type {[string, boolean][]} */
  const found = [];
  for (const chunk of splitWords(cleanDirection(oneLine(text)))) {
    const parts = wholeWord || !unspaced.test(chunk) ? [chunk] : characters(chunk);
    for (const [number, part] of parts.entries()) found.push([part, spaced && number === 0]);
    spaced = true;
  }
  const total = found.reduce((sum, [part]) => sum + columns(part), 0) || 1;
  let share = 0;
  for (const [part, space] of found) {
    const since = start + (end - start) * Math.min(1, share);
    share += columns(part) / total;
    yield { text: part, spaced: space, start: since, end: start + (end - start) * Math.min(1, share) };
  }
}

/** @param {string} chunk */
function characters(chunk) {
  /** @type {string[]} */
  const found = [];
  for (const character of chunk) {
    if (found.length && !mayPart(found[found.length - 1], character)) found[found.length - 1] += character;
    else found.push(character);
  }
  return found;
}

/**
 * Join what no line may part: a word and the marks around it.
 * @param {Piece[]} parts
 * @returns {Generator<Piece>}
 */
function* joined(parts) {
  /** @type {Piece | undefined} */
  let held;
  for (const part of parts) {
    if (held && clings(part, held)) {
      held = { ...held, text: held.text + (part.spaced ? " " : "") + part.text, end: part.end };
      continue;
    }
    if (held) yield held;
    held = part;
  }
  if (held) yield held;
}

/**
 * Tell if no line may end between two pieces.
 * @param {Piece} piece
 * @param {Piece} before
 */
function clings(piece, before) {
  if (piece.spaced) return spaceBefore.has(piece.text) || spaceAfter.has(before.text);
  return !mayPart(before.text, piece.text);
}

/**
 * Cut a piece that is wider than a line; an accent stays with its letter.
 * @param {Piece} piece
 * @param {number} lineWidth
 * @returns {Generator<Piece>}
 */
function* cut(piece, lineWidth) {
  const width = columns(piece.text);
  if (width <= lineWidth) {
    yield piece;
    return;
  }
  /** @type {string[]} */
  const parts = [];
  let used = 0;
  for (const character of piece.text) {
    const wide = columns(character);
    if (!parts.length || (used + wide > lineWidth && !continues(lastOf(parts[parts.length - 1]), character))) {
      parts.push("");
      used = 0;
    }
    parts[parts.length - 1] += character;
    used += wide;
  }
  let edge = 0;
  const time = (/** @type {number} */ share) => piece.start + (piece.end - piece.start) * Math.min(1, share);
  for (const [number, text] of parts.entries()) {
    const since = time(edge);
    edge += columns(text) / width;
    if (strip(text)) yield { text: strip(text), spaced: piece.spaced && number === 0, start: since, end: time(edge) };
  }
}
