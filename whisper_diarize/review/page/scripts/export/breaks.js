// @ts-check
// Division of a run into cues: the cheapest way over the places where it may break. As formats/subtitles/breaks.py.

import { ABBREVIATIONS, CLAUSE_ENDS, CLOSERS, SENTENCE_ENDS } from "../tables.js";
import { bisectRight } from "./bisect.js";
import { firstOf, hiragana, katakana, lastOf } from "./writing.js";

/** @import { Measure, Rules, Run } from "../types.js" */

const LONG_PAUSE = 1000;
const [SENTENCE, CLAUSE, PHRASE, WORD, CLING] = [0, 1.5, 3, 4, 6];
const [CUE, SHORT_CUE, SHORT_SHARE] = [2, 2.5, 5];
const PAUSES = [
  [500, SENTENCE],
  [250, CLAUSE],
  [120, PHRASE],
];
/** @type {Map<string, number>} */
const marks = new Map([
  ...Array.from(SENTENCE_ENDS, (mark) => /** @type {const} */ ([mark, SENTENCE])),
  ...Array.from(CLAUSE_ENDS, (mark) => /** @type {const} */ ([mark, CLAUSE])),
]);
const closers = new Set(CLOSERS);
const abbreviations = new Set(ABBREVIATIONS);
const LONGER = 4;
const PLACES_A_LINE = 4;

/**
 * Widths of stretches of a run, and costs of ending them.
 * @param {Run} run
 * @returns {Measure}
 */
export function measured(run) {
  const sums = [0];
  for (const [i, width] of run.widths.entries()) sums.push(sums[i] + width + run.spaces[i]);
  return { run, costs: breakCosts(run), spaces: run.spaces, sums };
}

/**
 * The columns of pieces `first` to `last - 1` on one line.
 * @param {Measure} measure
 * @param {number} first
 * @param {number} last
 */
export function widthOf({ sums, spaces }, first, last) {
  return sums[last] - sums[first] - (spaces[first] ?? 0);
}

/**
 * The pieces with which the cues of a run begin, and its end; `labels` are the columns of a name in front of a cue that begins here.
 * @param {Measure} measure
 * @param {Rules} options
 * @param {number[]} labels
 */
export function divide(measure, options, labels) {
  const found = cheapest(measure, options, labels, invitations(measure, options));
  return found.length
    ? found
    : cheapest(
        measure,
        options,
        labels,
        Array.from({ length: labels.length + 1 }, (_, i) => i),
      );
}

/** @param {Run} run */
function breakCosts(run) {
  const { texts } = run;
  const costs = texts.map((text) => {
    const mark = marks.get(lastOf(text));
    return mark ?? (Array.from(text).length >= LONGER ? WORD : CLING);
  });
  texts.forEach((text, i) => {
    if (closers.has(lastOf(text))) costs[i] = marks.get(lastOf(withoutClosers(text) || " ")) ?? WORD;
    else if (costs[i] === SENTENCE && isAbbreviation(text)) costs[i] = CLING;
  });
  for (let i = 0; i + 1 < texts.length; i += 1) {
    const pause = run.starts[i + 1] - run.ends[i];
    for (const [least, cost] of PAUSES) if (pause >= least) costs[i] = Math.min(costs[i], cost);
    if (!run.spaces[i + 1]) costs[i] = Math.min(costs[i], withinScript(texts[i], texts[i + 1]));
  }
  for (const i of run.stops) costs[i] = Math.min(costs[i], CLAUSE);
  costs[costs.length - 1] = SENTENCE;
  return costs;
}

/** @param {string} text */
function withoutClosers(text) {
  let end = text.length;
  while (end > 0 && closers.has(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

/** @param {string} text */
function isAbbreviation(text) {
  return abbreviations.has(text) || (Array.from(text).length === 2 && /^\p{Uppercase}/u.test(text));
}

/**
 * @param {string} before
 * @param {string} after
 */
function withinScript(before, after) {
  const [last, first] = [lastOf(before), firstOf(after)];
  if (hiragana.test(last) && !hiragana.test(first)) return PHRASE;
  return [hiragana, katakana].some((script) => script.test(last) && script.test(first)) ? CLING : WORD;
}

/**
 * Places to look for breaks: after marks and pauses, and between them where they are far apart.
 * @param {Measure} measure
 * @param {Rules} options
 */
function invitations({ sums, costs }, options) {
  const stride = Math.floor(options.width / PLACES_A_LINE);
  const places = [0];
  costs.forEach((cost, i) => {
    if (cost >= WORD) return;
    const place = i + 1;
    if (sums[place] - sums[places[places.length - 1]] > options.width) {
      let reached = sums[places[places.length - 1]] + stride;
      for (let number = places[places.length - 1] + 1; number < place; number += 1) {
        if (sums[number] >= reached && costs[number - 1] < CLING) {
          places.push(number);
          reached = sums[number] + stride;
        }
      }
    }
    places.push(place);
  });
  return places;
}

/**
 * The cheapest way from the first to the last of `places`; nothing if the rules let none through.
 * @param {Measure} measure
 * @param {Rules} options
 * @param {number[]} labels
 * @param {number[]} places
 */
function cheapest(measure, options, labels, places) {
  const reach = farthest(measure, options, labels, places);
  const { sums, costs } = measure;
  const short = Math.floor((options.width * options.lines) / SHORT_SHARE);
  const [best, came] = [[0], [0]];
  let [low, edge] = [0, 0];
  for (let number = 1; number < places.length; number += 1) {
    const place = places[number];
    while (reach[low] < place) low += 1;
    if (low === number) return [];
    while (edge < number && sums[place] - sums[places[edge]] >= short) edge += 1;
    const middle = Math.max(low, edge);
    let start = least(best, low, middle);
    let cost = start < 0 ? Infinity : best[start];
    if (start < 0) start = low;
    if (middle < number) {
      const brief = least(best, middle, number);
      if (best[brief] + SHORT_CUE < cost) [cost, start] = [best[brief] + SHORT_CUE, brief];
    }
    best.push(cost + costs[place - 1] + CUE);
    came.push(start);
  }
  const way = [places.length - 1];
  while (way[way.length - 1] > 0) way.push(came[way[way.length - 1]]);
  return way.reverse().map((number) => places[number]);
}

/**
 * The place of the last of the smallest values from `from` to `to - 1`; -1 if there is none.
 * @param {number[]} values
 * @param {number} from
 * @param {number} to
 */
function least(values, from, to) {
  let found = -1;
  for (let i = from; i < to; i += 1) if (found < 0 || values[i] <= values[found]) found = i;
  return found;
}

/**
 * For each place, the last one at which a cue that begins there may end; at least the next piece's.
 * @param {Measure} measure
 * @param {Rules} options
 * @param {number[]} labels
 * @param {number[]} places
 */
function farthest({ run, sums, spaces }, options, labels, places) {
  const count = run.texts.length;
  const halts = [];
  for (let i = 1; i < count; i += 1) if (run.starts[i] - run.ends[i - 1] >= LONG_PAUSE) halts.push(i);
  halts.push(count);
  let [halt, most] = [0, -Infinity];
  const found = [];
  for (const first of places.slice(0, -1)) {
    while (halts[halt] <= first) halt += 1;
    const last = halts[halt];
    let [end, room] = [first, options.width - labels[first]];
    for (let line = 0; line < options.lines; line += 1) {
      if (end < last) end = Math.max(end, bisectRight(sums, sums[end] + (spaces[end] ?? 0) + room, end, last + 1) - 1);
      room = options.width;
    }
    if (end > first && run.ends[end - 1] - run.starts[first] > options.longest) {
      end = bisectRight(run.ends, run.starts[first] + options.longest, first, end);
    }
    most = Math.max(most, first + 1, end);
    found.push(most);
  }
  return [...found, count];
}
