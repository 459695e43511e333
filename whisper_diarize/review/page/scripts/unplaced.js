// @ts-check
// Corrections without a place, as lines to read. Pure.

import { strip } from "./text.js";

/** @import { AnchoredEdit } from "./types.js" */

/**
 * The time of each correction, or null, its text, and the reason.
 * @param {AnchoredEdit[]} edits
 */
export function listed(edits) {
  return edits.map((edit) => ({ time: edit.words?.[0]?.[0] ?? null, text: text(edit), why: edit.why ?? "" }));
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
    default:
      return "an edit of another version of the page";
  }
}
