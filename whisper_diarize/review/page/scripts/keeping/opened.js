// @ts-check
// A JSON document that a person opens in the page. Pure.

/** @import { Document } from "../types.js" */

/**
 * The document of a file, with what older ones lack, and without copies.
 * @param {string} text
 * @returns {Document}
 * @throws {Error} it is none of ours
 */
export function parsed(text) {
  const value = JSON.parse(text);
  if (value?.schema_version !== 1 || !Array.isArray(value.segments) || !Array.isArray(value.speakers)) {
    throw new Error("it is not a JSON document of transcribe");
  }
  const segments = value.segments.map((/** @type {{ words: object[] }} */ segment) => {
    const { words, ...rest } = segment;
    return { ...rest, paragraph: "paragraph" in rest ? rest.paragraph : null, words };
  });
  return { ...value, text: "", word_segments: [], segments, comments: value.comments ?? [] };
}
