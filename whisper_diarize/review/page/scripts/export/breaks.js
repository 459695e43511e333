// @ts-check
// Where a run is divided into cues, and a cue into lines. As formats/subtitles/breaks.py and lines.py.

import { ABBREVIATIONS, CLAUSE_ENDS, CLOSERS, SENTENCE_ENDS } from "../tables.js";
import { firstOf, hiragana, katakana, lastOf } from "./writing.js";

/** @import { Measure, Rules, Run, Stretch } from "../types.js" */

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
const RAGGEDNESS = 0.02;

/**
 * How wide stretches of a run are, and what it costs to end them.
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
 * Where the cues of a run begin, and its end; `labels` are the columns of a name in front of a cue that begins here.
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
 * Where to look for breaks: after marks and pauses, and between them where they are far apart.
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
 * Where the last of the smallest values from `from` to `to - 1` is; -1 if there is none.
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
      if (end < last) end = Math.max(end, after(sums, sums[end] + (spaces[end] ?? 0) + room, end, last + 1) - 1);
      room = options.width;
    }
    if (end > first && run.ends[end - 1] - run.starts[first] > options.longest) {
      end = after(run.ends, run.starts[first] + options.longest, first, end);
    }
    most = Math.max(most, first + 1, end);
    found.push(most);
  }
  return [...found, count];
}

/**
 * Where `value` would be put into the ordered `values`, after its equals.
 * @param {number[]} values
 * @param {number} value
 * @param {number} from
 * @param {number} to
 */
function after(values, value, from, to) {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < values[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * @param {number[]} values
 * @param {number} value
 * @param {number} from
 * @param {number} to
 */
function before(values, value, from, to) {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where a line of at most `width` columns that begins with `first` ends; it may hold nothing.
 * @param {Measure} measure
 * @param {number} first
 * @param {number} width
 */
function lineEnd({ sums, spaces }, first, width) {
  if (first >= spaces.length) return first;
  return Math.max(first, after(sums, sums[first] + spaces[first] + width, first, sums.length) - 1);
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
    const earliest = before(sums, sums[last] - (count - row) * (width + 1), first, last);
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
 * Where the second of two lines begins.
 * @param {Measure} measure
 * @param {Stretch} cue
 * @param {number} width
 * @param {number} label
 */
function halves(measure, [first, last], width, label) {
  const { sums, spaces, costs } = measure;
  const [begin, end] = [sums[first] + spaces[first] - label, sums[last]];
  const latest = Math.max(first + 1, lineEnd(measure, first, width - label));
  const earliest = Math.min(latest, Math.max(first + 1, before(sums, end - width - 1, first, last)));
  let [best, found] = [Infinity, latest];
  for (let middle = earliest; middle <= latest; middle += 1) {
    const [left, right] = [sums[middle] - begin, end - sums[middle] - spaces[middle]];
    const cost = (left * left + right * right) * RAGGEDNESS + costs[middle - 1];
    if (right <= width && cost < best) [best, found] = [cost, middle];
  }
  return found;
}
