// @ts-check
// Progress: the seconds that were heard, kept in the browser.

import { load, save } from "../storage.js";

/** @import { About } from "../types.js" */

const STEP_SECONDS = 1.5; // between two reports of a player that plays

export class Progress {
  #last = -1;
  #count = 0;
  #changed = false;
  /** @type {Uint8Array} 1 for each second that was heard */
  #heard;

  /** @param {{ storage: () => Storage, about: About, duration: number }} parts */
  constructor({ storage, about, duration }) {
    this.storage = storage;
    this.key = `whisper-diarize:heard:${about.identity}`;
    this.#heard = new Uint8Array(Math.max(1, Math.floor(duration)));
    const kept = load(storage, this.key);
    for (const run of Array.isArray(kept) ? kept : []) {
      if (Array.isArray(run)) this.#heard.fill(1, Number(run[0]) || 0, Number(run[1]) || 0);
    }
    this.#count = this.#heard.reduce((sum, second) => sum + second, 0);
  }

  /** The share that was heard, 0 to 1. */
  get share() {
    return this.#count / this.#heard.length;
  }

  /**
   * Take note of the time that the player reports; return whether it is of a second that is new.
   * @param {number} seconds
   */
  hear(seconds) {
    const second = Math.floor(seconds);
    const plays = seconds >= this.#last && seconds - this.#last < STEP_SECONDS;
    this.#last = seconds;
    if (!plays || second >= this.#heard.length || this.#heard[second]) return false;
    this.#heard[second] = 1;
    this.#count += 1;
    this.#changed = true;
    return true;
  }

  /** Keep what was heard. */
  keep() {
    if (!this.#changed) return;
    this.#changed = false;
    /** @type {[number, number][]} */
    const runs = [];
    for (const [second, isHeard] of this.#heard.entries()) {
      const last = runs.at(-1);
      if (!isHeard) continue;
      if (last?.[1] === second) last[1] += 1;
      else runs.push([second, second + 1]);
    }
    save(this.storage, this.key, runs);
  }
}
