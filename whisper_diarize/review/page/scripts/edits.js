// @ts-check
// Edits, as the page keeps them: a document and an edit -> a new document; what did not change is shared.
//
// Words are counted through the whole document, from 0; a segment without word times counts as one word. Names, texts and
// figures that follow from the rest are those of before the edit, until `completed` (json.js) brings them up to date.

import { comment } from "../../comments.js";
import { addTurn } from "../../missed.js";
import { beginParagraph, joinParagraph } from "../../paragraphs.js";
import { rewrite } from "../../phrases.js";
import { merge, rename } from "../../speakers.js";
import { stretchTurn } from "../../stretching.js";
import { moveEdges } from "../../turns.js";
import { confirm, correct, reassign } from "../../words.js";

/** @import { AnchoredEdit, Document, Edit } from "./types.js" */

/**
 * The edits that an edit is made of.
 * @param {AnchoredEdit} edit
 * @returns {AnchoredEdit[]}
 */
export function single(edit) {
  return edit.kind === "group" ? edit.edits.flatMap(single) : [edit];
}

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
    case "rewrite":
      return rewrite(document, edit.first, edit.stop, edit.text);
    case "begin":
      return beginParagraph(document, edit.word);
    case "join":
      return joinParagraph(document, edit.word);
    case "add":
      return addTurn(document, edit.start, edit.end, edit.label, edit.text);
    case "move":
      return moveEdges(document, edit);
    case "stretch":
      return stretchTurn(document, edit);
    case "comment":
      return comment(document, edit.start, edit.end, edit.text);
    case "open":
      return edit.document;
    case "group":
      return edit.edits.reduce(apply, document);
    default:
      return document; // of another version of the page
  }
}
