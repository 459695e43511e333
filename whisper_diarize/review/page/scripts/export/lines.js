// @ts-check
// A cue in lines: as few as it needs, of nearly one length. As formats/subtitles/lines.py.

import { bisectLeft, bisectRight } from "./bisect.js";
import { widthOf } from "./breaks.js";

/** @import { Measure, Stretch } from "../types.js" */

const RAGGEDNESS = 0.02;

/**
 * The stretches of pieces that make the lines of a cue.
 * @param {Measure} measure
 * @param {Stretch} cue
 * @param {number} width
 * @param {number} label
 * @returns {Stretch[]}
 */
export function splitLines(measure, [first, last], width, label) {
  if (widthOf(measure, first, last) + label <= width) return [[first, last]];
  if (label && widthOf(measure, first, first + 1) + label > width) {
    return [[first, first], ...splitLines(measure, [first, last], width, 0)];
  }
  return balanced(measure, [first, last], width, label);
}

/**
 * @param {Measure} measure
 * @param {Stretch} cue
 * @param {number} width
 * @param {number} label
 */
function fewest(measure, [first, last], width, label) {
  let end = Math.max(first + 1, lineEnd(measure, first, width - label));
  let count = 1;
  while (end < last) {
    end = Math.max(end + 1, lineEnd(measure, end, width));
    count += 1;
  }
  return count;
}

/**
 * The fewest lines that hold a cue: of all ways the cheapest, where width squared is dear.
 * @param {Measure} measure
 * @param {Stretch} cue
 * @param {number} width
 * @param {number} label
 * @returns {Stretch[]}
 */
function balanced(measure, [first, last], width, label) {
  const count = fewest(measure, [first, last], width, label);
  if (count === 2) {
    const middle = halves(measure, [first, last], width, label);
    return [
      [first, middle],
      [middle, last],
    ];
  }
  const { sums, costs } = measure;
  /** @type {Map<number, [number, number]>[]} */
  const rows = [new Map([[first, [0, first]]])];
  for (let row = 1; row <= count; row += 1) {
    /** @type {Map<number, [number, number]>} */
    const here = new Map();
    const earliest = bisectLeft(sums, sums[last] - (count - row) * (width + 1), first, last);
    for (const [begin, [cost]] of rows[rows.length - 1]) {
      const ends = row < count ? [Math.max(begin + 1, earliest), last] : [last, last + 1];
      for (let end = ends[0]; end < ends[1]; end += 1) {
        const columns = widthOf(measure, begin, end) + (row === 1 ? label : 0);
        if (columns > width && end > begin + 1) break;
        const total = cost + RAGGEDNESS * columns * columns + (end < last ? costs[end - 1] : 0);
        if (total < (here.get(end)?.[0] ?? Infinity)) here.set(end, [total, begin]);
      }
    }
    rows.push(here);
  }
  /** @type {Stretch[]} */
  const lines = [];
  let stop = last;
  for (const here of rows.slice(1).reverse()) {
    const begin = here.get(stop)?.[1] ?? first;
    lines.push([begin, stop]);
    stop = begin;
  }
  return lines.reverse();
}

/**
 * The piece with which the second of two lines begins.
 * @param {Measure} measure
 * @param {Stretch} cue
 * @param {number} width
 * @param {number} label
 */
function halves(measure, [first, last], width, label) {
  const { sums, spaces, costs } = measure;
  const [begin, end] = [sums[first] + spaces[first] - label, sums[last]];
  const latest = Math.max(first + 1, lineEnd(measure, first, width - label));
  const earliest = Math.min(latest, Math.max(first + 1, bisectLeft(sums, end - width - 1, first, last)));
  let [best, found] = [Infinity, latest];
  for (let middle = earliest; middle <= latest; middle += 1) {
    const [left, right] = [sums[middle] - begin, end - sums[middle] - spaces[middle]];
    const cost = (left * left + right * right) * RAGGEDNESS + costs[middle - 1];
    if (right <= width && cost < best) [best, found] = [cost, middle];
  }
  return found;
}

/**
 * The end of a line of at most `width` columns that begins with `first`; it may be empty.
 * @param {Measure} measure
 * @param {number} first
 * @param {number} width
 */
function lineEnd({ sums, spaces }, first, width) {
  if (first >= spaces.length) return first;
  return Math.max(first, bisectRight(sums, sums[first] + spaces[first] + width, first, sums.length) - 1);
}
