// @ts-check
// Comments and highlights. As comments.py.

import { strip } from "./page/scripts/text.js";

/** @import { Document } from "./page/scripts/types.js" */

/**
 * The document with a comment on what is said from `start` to `end`, in place of one there; null: without any.
 * @param {Document} document
 * @param {number} start
 * @param {number} end
 * @param {string | null} text
 * @returns {Document}
 */
export function comment(document, start, end, text) {
  const others = document.comments.filter((one) => one.start !== start || one.end !== end);
  if (text === null && others.length === document.comments.length) return document;
  const comments = text === null ? others : [...others, { start, end, text: strip(text) }];
  return { ...document, comments: comments.sort((a, b) => a.start - b.start || a.end - b.end) };
}
