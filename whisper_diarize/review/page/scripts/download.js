// @ts-check
// Exports: the document as a file in the reader's downloads.

import { element } from "./dom.js";
import { srt, txt, vtt } from "./export/formats.js";
import { md } from "./export/markdown.js";
import { json } from "./export/json.js";

/** @import { Document } from "./types.js" */

const LOADED_MILLISECONDS = 4000; // until the browser has the file

/** @type {Record<string, [(document: Document) => string, string]>} */
const FORMATS = {
  json: [json, "application/json"],
  srt: [srt, "text/plain"],
  vtt: [vtt, "text/vtt"],
  txt: [txt, "text/plain"],
  md: [md, "text/markdown"],
};

/**
 * Download the document in a format; return the name of the file.
 * @param {Document} document
 * @param {string} format
 */
export function download(document, format) {
  const [write, type] = FORMATS[format];
  const said = format === "json" ? document : withoutEcho(document);
  return downloadText(`${document.name}.${format}`, write(said), type);
}

/**
 * The document without the segments that are the sound of another channel, as readers see it.
 * @param {Document} document
 */
function withoutEcho(document) {
  if (!document.segments.some((segment) => segment.echo)) return document;
  return { ...document, segments: document.segments.filter((segment) => !segment.echo) };
}

/**
 * Download a text; return the name of the file.
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function downloadText(name, text, type = "text/plain") {
  return downloadBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

/**
 * Download data; return the name of the file.
 * @param {string} name
 * @param {Blob} data
 */
export function downloadBlob(name, data) {
  const url = URL.createObjectURL(data);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), LOADED_MILLISECONDS);
  return name;
}
