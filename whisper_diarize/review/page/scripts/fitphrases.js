// @ts-check
// Fitting of what a person typed: phrases, paragraphs, turns and comments, in another document of the recording. Pure.

import { splitTyped } from "../../phrases.js";
import { freshLabel, unitsOf } from "./layout.js";
import { runs, search } from "./search.js";
import { strip } from "./text.js";

/** @import { People } from "./people.js" */
/** @import { AnchoredEdit, Document, Placing, PlacedText } from "./types.js" */

/** @typedef {{ people: People, texts: Map<number, Set<string>> }} Known */

const NEAR_SECONDS = 0.1;

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "rewrite" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
export function rewritten(here, edit, { people, texts }) {
  const words = edit.words ?? [];
  if (!words.length) return leave(edit, "it does not say which words");
  if (isSaid(here, words, splitTyped(edit.text))) return { made: [] };
  const { found } = search(here, words, texts);
  if (found.length < words.length) return leave(edit, "not all of the words are there");
  if (runs(found).length > 1) return leave(edit, "other words are between them");
  if (found.some(({ speaker, text }) => speaker !== people.holder(text[3]))) {
    return leave(edit, "its speaker is another now");
  }
  const [first] = found;
  return { made: [{ kind: "rewrite", first: first.number, stop: first.number + words.length, text: edit.text }] };
}

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "begin" | "join" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
export function parted(here, edit, { texts }) {
  const [word] = search(here, edit.words ?? [], texts).found;
  if (!word) return leave(edit, "the word is not there");
  let first = 0;
  for (const segment of here.segments) {
    if (first === word.number && segment.paragraph === (edit.kind === "begin")) return { made: [] };
    first += segment.words.length || 1;
  }
  return { made: [{ kind: edit.kind, word: word.number }] };
}

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "add" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
export function added(here, edit, { people }) {
  const said = splitTyped(edit.text).join(" ");
  const isThere = here.segments.some(
    ({ start, text }) => Math.abs(start - edit.start) <= NEAR_SECONDS && splitTyped(text).join(" ") === said,
  );
  if (isThere) return { made: [] };
  let label = people.holder(edit.label);
  if (label === undefined && people.wasThere(edit.label)) return leave(edit, `${edit.label} is not found`);
  if (label === undefined || label === null) {
    label = freshLabel(here);
    people.add(edit.label, label);
  }
  return { made: [{ kind: "add", start: edit.start, end: edit.end, label, text: edit.text }] };
}

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "move" | "stretch" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
export function moved(here, edit, { people }) {
  const label = people.holder(edit.label);
  const at = (/** @type {number} */ start, /** @type {number} */ end) =>
    here.turns?.find(
      (turn) =>
        turn.speaker_label === label &&
        Math.abs(turn.start - start) <= NEAR_SECONDS &&
        Math.abs(turn.end - end) <= NEAR_SECONDS,
    );
  if (label && at(edit.from, edit.to)) return { made: [] };
  const turn = at(edit.start, edit.end);
  if (!label || !turn) return leave(edit, "the turn is not there");
  return { made: [{ kind: edit.kind, label, start: turn.start, end: turn.end, from: edit.from, to: edit.to }] };
}

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "comment" }} edit
 * @returns {Placing}
 */
export function commented(here, { start, end, text }) {
  const there = here.comments.find((one) => one.start === start && one.end === end);
  const isThere = text === null ? !there : there?.text === strip(text);
  return { made: isThere ? [] : [{ kind: "comment", start, end, text }] };
}

/**
 * Whether the time of some words says these texts already, and nothing else.
 * @param {Document} here
 * @param {PlacedText[]} words
 * @param {string[]} texts
 */
function isSaid(here, words, texts) {
  const start = Math.min(...words.map((word) => word[0])) - NEAR_SECONDS / 2;
  const end = Math.max(...words.map((word) => word[1])) + NEAR_SECONDS / 2;
  const units = here.segments.flatMap((segment) =>
    segment.start <= end + texts.length && segment.end >= start - texts.length ? unitsOf(segment) : [],
  );
  const inside = [...units.keys()].filter((i) => {
    const middle = (units[i].start + units[i].end) / 2;
    return start <= middle && middle <= end;
  });
  if (!inside.length) return !texts.length;
  const [first, last] = [inside[0], inside[inside.length - 1]];
  for (let from = Math.max(0, last - texts.length + 1); from <= first; from += 1) {
    if (texts.every((text, i) => units[from + i] && strip(units[from + i].word) === text)) return texts.length > 0;
  }
  return false;
}

/**
 * @param {AnchoredEdit} edit
 * @param {string} why
 * @returns {Placing}
 */
function leave(edit, why) {
  return { made: [], left: { ...edit, why } };
}
