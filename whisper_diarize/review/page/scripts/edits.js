// @ts-check
// Edits, as the page keeps them: a document and an edit -> a new document; what did not change is shared.
//
// Words are counted through the whole document, from 0; a segment without word times counts as one word. Names, texts and
// figures that follow from the rest are those of before the edit, until `completed` (json.js) brings them up to date.

import { merge, rename } from "../../speakers.js";
import { confirm, correct, reassign } from "../../words.js";

/** @import { Document, Edit } from "./types.js" */

/**
 * Return the document after `edit`; the same one if the edit does not apply to it.
 * @param {Document} document
 * @param {Edit} edit
 * @returns {Document}
 */
export function apply(document, edit) {
  switch (edit.kind) {
    case "rename":
      return rename(document, edit.label, edit.name);
    case "merge":
      return merge(document, edit.source, edit.target);
    case "reassign":
      return reassign(document, edit.first, edit.stop, edit.label);
    case "confirm":
      return confirm(document, edit.first, edit.stop);
    case "correct":
      return correct(document, edit.word, edit.text);
    default:
      return document; // of another version of the page
  }
}
