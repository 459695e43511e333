// @ts-check
// Markdown, as formats/markdown.py and paragraphs.py write it.

import { CLOSERS, SENTENCE_ENDS, SPACE } from "../tables.js";
import { cleanName, oneLine, roundHalfEven } from "../text.js";
import { shownNames } from "./formats.js";

/** @import { Document, Segment } from "../types.js" */

const LONG_PARAGRAPH = 600; // characters after which a paragraph ends with the next sentence
const MARKUP = /[\\`*_[\]<>&#~$|]/g;
const START = /^([-+=:]|\p{Nd}+(?=[.)]))/u;
const DIGIT = /^\p{Nd}/u;
const AT_END = new RegExp(`[${SPACE}]+$`, "u");
const closers = new Set(CLOSERS);
const ends = new Set(SENTENCE_ENDS);

/** @param {Document} document */
export function md(document) {
  const name = shownNames(document);
  let text = `# ${escaped(cleanName(document.name)) || "audio"}\n`;
  for (const run of runs(document.segments, name)) {
    const speaker = name(run[0].speaker_label);
    let isContinued = false;
    for (const part of parts(run)) {
      const said = oneLine(part.map((segment) => segment.text).join(""));
      if (!said) continue;
      const time = clock(part[0].start);
      const heading = speaker && !isContinued ? `**${escaped(speaker)}** ${time}` : time;
      text += `\n${heading}\n\n${escaped(said)}\n${notes(document, part)}`;
      isContinued = true;
    }
  }
  return text;
}

/**
 * The segments, cut where another name talks.
 * @param {Segment[]} segments
 * @param {(label: string | null) => string | null} name
 */
function runs(segments, name) {
  /** @type {Segment[][]} */
  const found = [];
  for (const segment of segments) {
    const last = found.at(-1);
    if (last && name(last[0].speaker_label) === name(segment.speaker_label)) last.push(segment);
    else found.push([segment]);
  }
  return found;
}

/**
 * A speaker's segments, cut where a person did, and after a sentence where it has become long.
 * @param {Segment[]} run
 */
function parts(run) {
  /** @type {Segment[][]} */
  const found = [];
  let [length, isLong] = [0, false];
  for (const segment of run) {
    const last = found.at(-1);
    if (!last || segment.paragraph === true || (isLong && segment.paragraph === null)) {
      found.push([segment]);
      length = 0;
    } else last.push(segment);
    length += Array.from(segment.text).length;
    isLong = length > LONG_PARAGRAPH && endsSentence(segment.text);
  }
  return found;
}

/** @param {string} text */
function endsSentence(text) {
  const characters = Array.from(text.replace(AT_END, ""));
  while (characters.length && closers.has(characters[characters.length - 1])) characters.pop();
  return ends.has(characters.at(-1) ?? "");
}

/**
 * The comments on words of a paragraph.
 * @param {Document} document
 * @param {Segment[]} part
 */
function notes({ comments }, part) {
  const words = comments.length ? part.flatMap((segment) => segment.words) : [];
  return comments
    .map(({ start, end, text }) => {
      const inside = words.filter((word) => start <= word.start && word.end <= end);
      const said = oneLine(inside.map((word) => word.word).join(""));
      const note = oneLine(text);
      return said ? `\n> “${escaped(said)}”${note ? `: ${escaped(note)}` : ""}\n` : "";
    })
    .join("");
}

/** @param {string} text */
function escaped(text) {
  return text.replace(MARKUP, "\\$&").replace(START, (found) => (DIGIT.test(found) ? `${found}\\` : `\\${found}`));
}

/** @param {number} start */
function clock(start) {
  const seconds = Math.floor(roundHalfEven(start * 1000) / 1000);
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}
