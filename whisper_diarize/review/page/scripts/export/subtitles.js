// @ts-check
// Cues as the trade cuts them, by the rules that are the default. As formats/subtitles/cues.py and timing.py.

import { divide, measured, widthOf } from "./breaks.js";
import { splitLines } from "./lines.js";
import { runs } from "./pieces.js";
import { roundHalfEven } from "../text.js";
import { columns, linePrefixes } from "./writing.js";

/** @import { Cue, Document, Measure, Run } from "../types.js" */
/**
 * A cue before it is known when to show it: pieces `first` to `last - 1`, while they are spoken; `wide` in columns.
 * @typedef {{
 *   measure: Measure, first: number, last: number, speaker: string | null, start: number, end: number, wide: number,
 * }} Draft
 */

const RULES = { width: 42, lines: 2, longest: 7000, shortest: 833, readingSpeed: 17 };
const GAP = 83;
const SEEN = 100; // milliseconds that a cue takes to be seen

/**
 * The cues in order of time: {start, end, lines, speaker}; with `labels`, the name is in front where the speaker
 * changes.
 * @param {Document} document
 * @param {(label: string | null) => string | null} name
 * @param {{ labels: boolean }} options
 * @returns {Cue[]}
 */
export function subtitleCues(document, name, { labels }) {
  const found = runs(document.segments, name, RULES.width);
  const overlaps = shared(found);
  const drafts = found.flatMap((run, i) => draftsOf(run, name(run.label), { labels, everywhere: overlaps[i] }));
  const until = document.duration ? roundHalfEven(document.duration * 1000) : null;
  const shown = show(drafts, until);
  const order = drafts.map((_, i) => i).sort((a, b) => shown[a][0] - shown[b][0] || shown[a][1] - shown[b][1]);
  /** @type {string | null} */
  let previous = null;
  return order.map((number) => {
    const { measure, first, last, speaker } = drafts[number];
    const named = labels && speaker !== null && speaker !== previous ? speaker : null;
    previous = speaker;
    const label = named === null ? 0 : columns(named) + 2;
    const lines = splitLines(measure, [first, last], RULES.width, label).map((stretch) =>
      textOf(measure.run, ...stretch),
    );
    const prefixes = linePrefixes(lines, named);
    const [start, end] = shown[number];
    return { start, end, lines: lines.map((line, i) => prefixes[i] + line), speaker };
  });
}

/**
 * @param {Run} run
 * @param {string | null} speaker
 * @param {{ labels: boolean, everywhere: boolean }} options
 * @returns {Draft[]}
 */
function draftsOf(run, speaker, { labels, everywhere }) {
  const measure = measured(run);
  const label = labels && speaker !== null ? columns(speaker) + 2 : 0;
  const inFront = run.texts.map((_, i) => (everywhere || i === 0 ? label : 0));
  const places = divide(measure, RULES, inFront);
  return places.slice(1).map((last, i) => {
    const first = places[i];
    const wide = widthOf(measure, first, last) + inFront[first];
    return { measure, first, last, speaker, start: run.starts[first], end: run.ends[last - 1], wide };
  });
}

/**
 * For each run, true if it overlaps another: any of its cues may come after another speaker's.
 * @param {Run[]} found
 */
function shared(found) {
  const overlaps = found.map(() => false);
  let [until, last] = [-1, 0];
  found.forEach((run, number) => {
    if (run.starts[0] < until) overlaps[number] = overlaps[last] = true;
    const end = run.ends[run.ends.length - 1];
    if (end > until) [until, last] = [end, number];
  });
  return overlaps;
}

/**
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 */
function textOf(run, first, last) {
  let text = "";
  for (let i = first; i < last; i += 1) text += (i > first && run.spaces[i] ? " " : "") + run.texts[i];
  return text;
}

/**
 * Start and end of each cue: while its words are spoken, and on while it is read, until another speaker begins.
 * @param {Draft[]} drafts
 * @param {number | null} until
 */
function show(drafts, until) {
  const order = drafts.map((_, i) => i).sort((a, b) => drafts[a].start - drafts[b].start);
  const starts = startsOf(order.map((number) => drafts[number]));
  const shown = [];
  const ownNext = new Map();
  let othersNext = null;
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const [cue, start] = [drafts[order[place]], starts[place]];
    const wanted = start + Math.max(RULES.shortest, roundHalfEven((cue.wide * 1000) / RULES.readingSpeed));
    const latest = Math.min(start + RULES.longest, ownNext.get(cue.speaker) ?? Infinity);
    let end = Math.min(latest, Math.max(cue.end, start + SEEN));
    if (othersNext === null) end = Math.max(end, until === null ? wanted : Math.min(wanted, until));
    else {
      const free = othersNext - GAP;
      end = Math.max(end, Math.min(wanted, free));
      if (free < end && end <= othersNext && free - start >= RULES.shortest) end = free;
    }
    shown[order[place]] = [start, Math.min(end, latest)];
    ownNext.set(cue.speaker, start);
    othersNext = start;
  }
  return shown;
}

/**
 * When to show each cue: when it is spoken, but after the one before was there long enough to be seen.
 * @param {Draft[]} cues
 */
function startsOf(cues) {
  /** @type {number[]} */
  const starts = [];
  const latest = new Map();
  cues.forEach((cue, number) => {
    let start = Math.max(cue.start, latest.get(cue.speaker) ?? cue.start);
    if (number && cues[number - 1].end <= cue.start) start = Math.max(start, starts[number - 1] + SEEN);
    starts.push(start);
    latest.set(cue.speaker, start + SEEN);
  });
  return starts;
}
