// @ts-check
// SRT, WebVTT and plain text, as formats/srt.py, vtt.py and txt.py write them.

import { subtitleCues } from "./subtitles.js";
import { SPACE } from "../tables.js";
import { cleanName, oneLine } from "../text.js";

/** @import { Document } from "../types.js" */

const WORD_JOINER = "\u2060";
const ARROW = /--+>/g;
const TAG = /<(?=[/A-Za-z!?])|\{(?=\\|[A-Za-z]:)/g;
// two of these on a line are a cue to some readers, with any text between them
const CLOCK = /(?<=\p{Nd}:)(?=\p{Nd}{1,2}:\p{Nd}{1,2}[.,]\p{Nd})/gu;
const MARK = `[^\\p{L}\\p{N}_${SPACE}]`;
const TIMES = new RegExp(`\\n(?=\\p{Nd}+${MARK}\\p{Nd}+${MARK}\\p{Nd}+)`, "gu");
/** @type {Record<string, string>} */
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * A function from a label to the name that readers see; null if there is none.
 * @param {Document} document
 * @returns {(label: string | null) => string | null}
 */
export function shownNames(document) {
  const names = new Map(document.speakers.map((speaker) => [speaker.label, cleanName(speaker.name)]));
  return (label) => (label === null ? null : names.get(label) || cleanName(label) || null);
}

/** @param {Document} document */
export function srt(document) {
  return subtitleCues(document, shownNames(document), { labels: true })
    .map((cue, index) => {
      const text = neutral(cue.lines.join("\n"));
      return `${index + 1}\n${clock(cue.start, ",")} --> ${clock(cue.end, ",")}\n${text}\n\n`;
    })
    .join("");
}

/** @param {Document} document */
export function vtt(document) {
  const blocks = subtitleCues(document, shownNames(document), { labels: false }).map(
    (cue) => `${clock(cue.start, ".")} --> ${clock(cue.end, ".")}\n${voiced(cue.speaker, cue.lines)}\n\n`,
  );
  return `WEBVTT\n\n${blocks.join("")}`;
}

/** @param {Document} document */
export function txt(document) {
  if (document.segments.every((segment) => segment.speaker_label === null)) {
    return document.segments
      .map((segment) => oneLine(segment.text))
      .filter((line) => line)
      .map((line) => `${line}\n`)
      .join("");
  }
  const name = shownNames(document);
  /** @type {{ speaker: string | null, text: string }[]} */
  const runs = [];
  for (const segment of document.segments) {
    if (!oneLine(segment.text)) continue;
    const speaker = name(segment.speaker_label);
    const last = runs.at(-1);
    if (last && last.speaker === speaker) last.text += segment.text;
    else runs.push({ speaker, text: segment.text });
  }
  return runs.map((run) => `${run.speaker ? `${run.speaker}: ` : ""}${oneLine(run.text)}\n`).join("\n");
}

/**
 * @param {number} milliseconds
 * @param {string} mark
 */
function clock(milliseconds, mark) {
  const pad = (/** @type {number} */ number, /** @type {number} */ width) => String(number).padStart(width, "0");
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${pad(hours, 2)}:${pad(minutes % 60, 2)}:${pad(seconds % 60, 2)}${mark}${pad(milliseconds % 1000, 3)}`;
}

/** @param {string} text */
function neutral(text) {
  return text
    .replace(TAG, (tag) => tag + WORD_JOINER)
    .replace(ARROW, "->")
    .replace(TIMES, " ")
    .replace(CLOCK, WORD_JOINER);
}

/**
 * @param {string | null} speaker
 * @param {string[]} lines
 */
function voiced(speaker, lines) {
  const text = escaped(lines.join("\n"));
  if (speaker === null) return text;
  // readers strip the space; without it, the end of the tag would make an arrow of two hyphens
  return `<v ${escaped(speaker)}${speaker.endsWith("--") ? " >" : ">"}${text}</v>`;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>]/g, (character) => ESCAPES[character]);
}
