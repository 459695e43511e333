// @ts-check
// The same people in two documents of one recording: those who talk at the same time. Pure.

/** @import { Talk } from "./types.js" */

const MIN_SHARED_TALK = 0.5; // as carry.py: of the talk of the one who talks less

export class People {
  /** @type {Map<string, string>} each once: who bears a name */
  #principals = new Map();
  /** @type {Set<string>} */
  #before;
  /** @type {Map<string, string>} who has a speaker's words here, perhaps with those of others: two may have been merged */
  #holders = new Map();

  /**
   * @param {Talk} before
   * @param {Talk} here
   */
  constructor(before, here) {
    const [theirs, ours] = [bySpeaker(before), bySpeaker(here)];
    this.#before = new Set(theirs.keys());
    const pairs = [...theirs].flatMap(([old, spans]) =>
      [...ours].map(([label, others]) => ({ old, label, seconds: shared(spans, others) })),
    );
    pairs.sort((a, b) => Number(b.old === b.label) - Number(a.old === a.label) || b.seconds - a.seconds);
    const taken = new Set();
    for (const { old, label, seconds } of pairs) {
      const [mine, other] = [length(theirs.get(old)), length(ours.get(label))];
      if (seconds <= 0) continue;
      if (seconds >= MIN_SHARED_TALK * mine && !this.#holders.has(old)) this.#holders.set(old, label);
      if (seconds < MIN_SHARED_TALK * Math.min(mine, other)) continue;
      if (this.#principals.has(old) || taken.has(label)) continue;
      this.#principals.set(old, label);
      taken.add(label);
    }
  }

  /**
   * The speaker here who is this one, and no other; undefined: there is none.
   * @param {string} label
   */
  principal(label) {
    return this.#principals.get(label);
  }

  /**
   * The speaker here who has the words of this one.
   * @param {string | null} label
   */
  holder(label) {
    return label === null ? null : (this.#principals.get(label) ?? this.#holders.get(label));
  }

  /**
   * Whether a speaker talked there.
   * @param {string} label
   */
  wasThere(label) {
    return this.#before.has(label);
  }

  /**
   * Whether a label here is one that a speaker of before has.
   * @param {string | null} label
   */
  isTaken(label) {
    return [...this.#principals.values(), ...this.#holders.values()].some((known) => known === label);
  }

  /**
   * Take note of a speaker who came by an edit.
   * @param {string} old
   * @param {string} label
   */
  add(old, label) {
    this.#principals.set(old, label);
  }

  /**
   * Take note of a merge here.
   * @param {string} source
   * @param {string} target
   */
  merge(source, target) {
    for (const map of [this.#principals, this.#holders]) {
      for (const [old, label] of map) if (label === source) map.set(old, target);
    }
  }
}

/**
 * @param {Talk} talk
 * @returns {Map<string, [number, number][]>}
 */
function bySpeaker(talk) {
  /** @type {Map<string, [number, number][]>} */
  const spans = new Map();
  for (const [start, end, label] of talk) {
    const mine = spans.get(label) ?? [];
    const last = mine.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else mine.push([start, end]);
    spans.set(label, mine);
  }
  return spans;
}

/** @param {[number, number][]} [spans] */
function length(spans = []) {
  return spans.reduce((sum, [start, end]) => sum + end - start, 0);
}

/**
 * Seconds that two lists of spans share, each in order and without overlap.
 * @param {[number, number][]} spans
 * @param {[number, number][]} others
 */
function shared(spans, others) {
  let [i, j, seconds] = [0, 0, 0];
  while (i < spans.length && j < others.length) {
    seconds += Math.max(0, Math.min(spans[i][1], others[j][1]) - Math.max(spans[i][0], others[j][0]));
    if (spans[i][1] < others[j][1]) i += 1;
    else j += 1;
  }
  return seconds;
}
