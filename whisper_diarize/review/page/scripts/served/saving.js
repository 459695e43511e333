// @ts-check
// Saving to the server: a moment after each correction, again and again until it is there.

import { json } from "../export/json.js";

/** @import { State } from "../state.js" */
/** @import { Document } from "../types.js" */
/** @import { Server } from "./server.js" */

const REST_MILLISECONDS = 800; // after the last correction
const RETRY_MILLISECONDS = [2000, 10_000, 30_000];

/**
 * `said` is told what happens, `saved` that all there is, is there; `stale` is asked what to do with another's document.
 * @typedef {{
 *   said: (text: string, isKept: boolean) => void, saved: () => void, stale: (theirs: Document) => void,
 * }} Listener
 */

export class Saving {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Document} as it is there */
  #there;
  #isBusy = false;
  #isStopped = false; // until a person has chosen
  #failures = 0;

  /** @param {{ server: Server, state: State, listener: Listener }} parts */
  constructor({ server, state, listener }) {
    this.server = server;
    this.state = state;
    this.listener = listener;
    this.#there = state.document;
  }

  /** Whether all there is, is there. */
  get isDone() {
    return this.#there === this.state.document;
  }

  /** Save soon. */
  changed() {
    if (this.isDone || this.#isStopped) return;
    this.listener.said("Saving …", false);
    this.#wait(REST_MILLISECONDS);
  }

  /**
   * Go on after a choice between two documents; `there` is the one that the server has, if this page has it too.
   * @param {Document | null} there
   */
  resume(there) {
    this.#isStopped = false;
    if (there) this.#there = there;
    return this.save();
  }

  /** Save now. */
  async save() {
    clearTimeout(this.#timer);
    if (this.#isBusy || this.#isStopped) return;
    const { document } = this.state;
    if (document === this.#there) {
      this.#settled();
      return;
    }
    this.#isBusy = true;
    const outcome = await this.server.put(json(document));
    this.#isBusy = false;
    if (outcome.kind === "saved") {
      this.#there = document;
      this.#failures = 0;
      if (this.isDone) this.#settled();
      else this.#wait(REST_MILLISECONDS);
    } else if (outcome.kind === "stale") {
      this.#isStopped = true;
      this.listener.said("Not saved: it was changed elsewhere.", false);
      this.listener.stale(outcome.document);
    } else {
      this.listener.said(`Not saved: ${outcome.why}. It is tried again.`, false);
      this.#wait(RETRY_MILLISECONDS[Math.min(this.#failures, RETRY_MILLISECONDS.length - 1)]);
      this.#failures += 1;
    }
  }

  #settled() {
    this.listener.said("Saved", true);
    this.listener.saved();
  }

  /** @param {number} milliseconds */
  #wait(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), milliseconds);
  }
}
