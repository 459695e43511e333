// @ts-check
// Exports: the document as a file in the reader's downloads.

import { element } from "./dom.js";
import { srt, txt, vtt } from "./export/formats.js";
import { json } from "./export/json.js";

/** @import { Document } from "./types.js" */

const LOADED_MILLISECONDS = 4000; // until the browser has the file

/** @type {Record<string, [(document: Document) => string, string]>} */
const FORMATS = {
  json: [json, "application/json"],
  srt: [srt, "text/plain"],
  vtt: [vtt, "text/vtt"],
  txt: [txt, "text/plain"],
};

/**
 * Download the document in a format; return the name of the file.
 * @param {Document} document
 * @param {string} format
 */
export function download(document, format) {
  const [write, type] = FORMATS[format];
  const url = URL.createObjectURL(new Blob([write(document)], { type: `${type};charset=utf-8` }));
  const name = `${document.name}.${format}`;
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), LOADED_MILLISECONDS);
  return name;
}
