// @ts-check
// The document through its edits: undo and redo. Pure: each step returns a new history.

import { anchored, isAnchored } from "./anchors.js";
import { apply } from "./edits.js";

/** @import { Document, Edit, History } from "./types.js" */

/**
 * A history that begins with `document`. `edits` are all that were made, of which `done` count now.
 * @param {Document} document
 * @returns {History}
 */
export function begin(document) {
  return { documents: [document], edits: [], done: 0 };
}

/** @param {History} history */
export function current(history) {
  return history.documents[history.done];
}

/**
 * Make an edit; what was undone before is forgotten. An edit that changes nothing is not kept.
 * @param {History} history
 * @param {Edit} edit
 * @returns {History}
 */
export function make(history, edit) {
  const before = current(history);
  const after = apply(before, edit);
  if (after === before) return history;
  const done = history.done + 1;
  return {
    documents: [...history.documents.slice(0, done), after],
    edits: [...history.edits.slice(0, history.done), isAnchored(edit) ? edit : anchored(before, edit)],
    done,
  };
}

/**
 * @param {History} history
 * @returns {History}
 */
export function undo(history) {
  return { ...history, done: Math.max(0, history.done - 1) };
}

/**
 * @param {History} history
 * @returns {History}
 */
export function redo(history) {
  return { ...history, done: Math.min(history.edits.length, history.done + 1) };
}

/**
 * The edits of a history that count, to keep.
 * @param {History} history
 */
export function kept(history) {
  return history.edits.slice(0, history.done);
}

/**
 * The history of `document` with edits that were kept; those that change nothing are passed over.
 * @param {Document} document
 * @param {Edit[]} edits
 * @returns {History}
 */
export function restored(document, edits) {
  return edits.reduce(make, begin(document));
}
