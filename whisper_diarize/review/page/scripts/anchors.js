// @ts-check
// Anchors: what an edit is about, so that it can be found again in another document of the same recording. Pure.

import { wordCount } from "../../pieces.js";
import { apply } from "./edits.js";
import { unitsOf } from "./layout.js";

/** @import { AnchoredEdit, Document, Edit, PlacedText, Talk } from "./types.js" */

/**
 * The edit with what it is about in the document before it.
 * @param {Document} document
 * @param {Edit} edit
 * @returns {AnchoredEdit}
 */
export function anchored(document, edit) {
  switch (edit.kind) {
    case "rename":
      return { ...edit, was: document.speakers.find(({ label }) => label === edit.label)?.name ?? edit.label };
    case "correct":
      return { ...edit, words: texts(document, edit.word, edit.word + 1) };
    case "begin":
    case "join":
      return { ...edit, words: texts(document, edit.word, edit.word + 1) };
    case "group":
      return { ...edit, edits: anchoredEach(document, edit.edits) };
    case "confirm":
    case "reassign":
    case "rewrite":
      return { ...edit, words: texts(document, edit.first, edit.stop) };
    default:
      return edit;
  }
}

/**
 * @param {Document} document
 * @param {AnchoredEdit[]} edits
 */
function anchoredEach(document, edits) {
  let here = document;
  return edits.map((edit) => {
    const found = anchored(here, edit);
    here = apply(here, edit);
    return found;
  });
}

/**
 * Whether an edit has its anchors, as those have that were kept.
 * @param {AnchoredEdit} edit
 */
export function isAnchored(edit) {
  return edit.words !== undefined || edit.was !== undefined;
}

/**
 * When each speaker talks, from the segments; neighbours of one speaker are one.
 * @param {Document} document
 * @returns {Talk}
 */
export function talkOf(document) {
  /** @type {Talk} */
  const talk = [];
  for (const { start, end, speaker_label: label } of document.segments) {
    const last = talk.at(-1);
    if (label === null) continue;
    if (last?.[2] === label && start >= last[0]) last[1] = Math.max(last[1], end);
    else talk.push([start, end, label]);
  }
  return talk;
}

/**
 * The words from `first` to before `stop`, with their times and speakers.
 * @param {Document} document
 * @param {number} first
 * @param {number} stop
 * @returns {PlacedText[]}
 */
function texts(document, first, stop) {
  /** @type {PlacedText[]} */
  const found = [];
  let number = 0;
  for (const segment of document.segments) {
    const count = wordCount(segment);
    if (number < stop && number + count > first) {
      for (const unit of unitsOf(segment).slice(Math.max(first - number, 0), stop - number)) {
        found.push([unit.start, unit.end, unit.word, segment.speaker_label]);
      }
    }
    number += count;
  }
  return found;
}
