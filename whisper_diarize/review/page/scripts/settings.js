// @ts-check
// Settings of a person, for all pages: keys, speed, the rewind on a pause, words that are offered. The browser keeps them.

import { load, save } from "./storage.js";

/**
 * @typedef {{ keys: Record<string, string[]>, single: boolean, rate: number, rewind: number, complete: boolean }} Values
 */

const KEY = "whisper-diarize:settings";
/** @type {Values} */
const DEFAULTS = { keys: {}, single: true, rate: 1, rewind: 0, complete: true };

export class Settings {
  /** @type {Values} */
  values;

  /** @param {() => Storage} storage */
  constructor(storage) {
    this.storage = storage;
    const kept = load(storage, KEY);
    this.values = checked(typeof kept === "object" && kept !== null ? kept : {});
  }

  /** @param {Partial<Values>} changed */
  change(changed) {
    this.values = { ...this.values, ...changed };
    save(this.storage, KEY, this.values);
  }
}

/**
 * What was kept, without what is none of ours.
 * @param {Partial<Record<keyof Values, unknown>>} kept
 * @returns {Values}
 */
function checked({ keys, single, rate, rewind, complete }) {
  const isKeys = (/** @type {[string, unknown]} */ [, strokes]) =>
    Array.isArray(strokes) && strokes.every((stroke) => typeof stroke === "string");
  const own = typeof keys === "object" && keys !== null ? Object.entries(keys).filter(isKeys) : [];
  return {
    keys: Object.fromEntries(own),
    single: typeof single === "boolean" ? single : DEFAULTS.single,
    rate: typeof rate === "number" && rate >= 0.5 && rate <= 3 ? rate : DEFAULTS.rate,
    rewind: typeof rewind === "number" && rewind >= 0 && rewind <= 3 ? rewind : DEFAULTS.rewind,
    complete: typeof complete === "boolean" ? complete : DEFAULTS.complete,
  };
}
