// Edits, as the page keeps them: a document and an edit -> a new document; what did not change is shared.
//
// Words are counted through the whole document, from 0; a segment without word times counts as one word. Names, texts and
// figures that follow from the rest are those of before the edit, until `completed` (json.js) brings them up to date.

import { merge, rename } from "../../speakers.js";
import { confirm, correct, reassign } from "../../words.js";

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
