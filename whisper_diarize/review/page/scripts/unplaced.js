// @ts-check
// Corrections without a place, as lines to read. Pure.

import { strip } from "./text.js";

/** @import { AnchoredEdit } from "./types.js" */

/**
 * The time of each correction, or null, its text, and the reason.
 * @param {AnchoredEdit[]} edits
 */
export function listed(edits) {
  return edits.map((edit) => ({
    time: edit.words?.[0]?.[0] ?? ("start" in edit ? edit.start : null),
    text: text(edit),
    why: edit.why ?? "",
  }));
}

/** @param {AnchoredEdit} edit */
function text(edit) {
  const said = (edit.words ?? []).map((word) => strip(word[2])).join(" ");
  switch (edit.kind) {
    case "rename":
      return `${edit.was ?? edit.label} is called ${strip(edit.name) || edit.label}`;
    case "merge":
      return `${edit.source} is ${edit.target}`;
    case "reassign":
      return `“${said}” is said by ${edit.label}`;
    case "confirm":
      return `“${said}” is right`;
    case "correct":
      return strip(edit.text) ? `“${said}” becomes “${strip(edit.text)}”` : `“${said}” goes`;
    case "rewrite":
      return strip(edit.text) ? `“${said}” becomes “${strip(edit.text)}”` : `“${said}” goes`;
    case "begin":
      return `a paragraph begins with “${said}”`;
    case "join":
      return `no paragraph begins with “${said}”`;
    case "add":
      return `${edit.label} says “${strip(edit.text)}”`;
    case "move":
    case "stretch":
      return `a turn of ${edit.label} has other edges`;
    case "open":
      return "another document was opened";
    case "comment":
      return edit.text ? `a comment: ${edit.text}` : "a highlight";
    default:
      return "an edit of another version of the page";
  }
}
