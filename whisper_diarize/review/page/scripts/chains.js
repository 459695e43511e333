// @ts-check
// Chains of edits: those that later ones make void, and the texts that a word had on the way. Pure.

import { strip } from "./text.js";

/** @import { AnchoredEdit } from "./types.js" */

/**
 * The edits without those that a later one makes void: a name or a text that was changed again, a name of who was merged.
 * @param {AnchoredEdit[]} edits
 */
export function effective(edits) {
  const later = new Set();
  const found = [];
  for (const edit of [...edits].reverse()) {
    const subject = subjectOf(edit);
    if (subject === null || !later.has(subject)) found.push(edit);
    if (subject !== null) later.add(subject);
    if (edit.kind === "merge") later.add(`speaker ${edit.source}`);
  }
  return found.reverse();
}

/**
 * All texts that corrected words had at some time, by the word's start; "" for those that were taken out.
 * @param {AnchoredEdit[]} edits
 */
export function textsOfWords(edits) {
  /** @type {Map<number, Set<string>>} */
  const texts = new Map();
  for (const edit of edits) {
    if (edit.kind !== "correct" || !edit.words?.length) continue;
    const [start, , before] = edit.words[0];
    texts.set(start, (texts.get(start) ?? new Set()).add(strip(before)).add(strip(edit.text)));
  }
  return texts;
}

/**
 * @param {AnchoredEdit} edit
 * @returns {string | null}
 */
function subjectOf(edit) {
  if (edit.kind === "rename") return `speaker ${edit.label}`;
  return edit.kind === "correct" && edit.words?.length ? `word ${edit.words[0][0]}` : null;
}
