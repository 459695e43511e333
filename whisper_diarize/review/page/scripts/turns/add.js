// @ts-check
// The dialog of a turn that was missed.

import { speakerChips } from "../chips.js";
import { byId, setChildren } from "../dom.js";
import { shortClock } from "../layout.js";

/** @import { Corrections } from "../corrections.js" */
/** @import { Player } from "../player.js" */
/** @import { State } from "../state.js" */

const SECONDS_A_WORD = 0.35;

export class AddTurn {
  #dialog = byId("add-turn", HTMLDialogElement);
  #text = byId("add-text", HTMLTextAreaElement);
  #start = byId("add-start", HTMLInputElement);
  #end = byId("add-end", HTMLInputElement);

  /** @param {{ state: State, corrections: Corrections, player: Player }} parts */
  constructor({ state, corrections, player }) {
    this.state = state;
    this.corrections = corrections;
    this.player = player;
  }

  listen() {
    this.#text.addEventListener("input", () => {
      const count = this.#text.value.trim().split(/\s+/).length;
      const { duration } = this.state.document;
      this.#end.value = Math.min(Number(this.#start.value) + count * SECONDS_A_WORD, duration).toFixed(2);
    });
    byId("add-hear").addEventListener("click", () => this.player.playStretch(...this.#span()));
  }

  /** Ask for the words of a turn that begins where the recording stands. */
  open() {
    const { duration } = this.state.document;
    const start = Math.min(this.player.time, duration);
    this.player.pause();
    byId("add-title").textContent = `A turn at ${shortClock(start)}`;
    this.#text.value = "";
    for (const input of [this.#start, this.#end]) input.max = String(duration);
    this.#start.value = start.toFixed(2);
    this.#end.value = Math.min(start + 2, duration).toFixed(2);
    setChildren(
      byId("add-speakers"),
      speakerChips(this.state, (label) => this.#add(label)),
    );
    this.#dialog.showModal();
    this.#text.focus();
  }

  /** @param {string} label */
  #add(label) {
    const text = this.#text.value;
    if (!text.trim()) {
      this.#text.focus();
      return;
    }
    const [start, end] = this.#span();
    this.#dialog.close();
    const name = this.state.people.has(label) ? this.state.person(label).name : "a new speaker";
    this.corrections.make({ kind: "add", start, end, label, text }, `Added: ${name} says so.`);
  }

  /** @returns {[number, number]} */
  #span() {
    const { duration } = this.state.document;
    const within = (/** @type {HTMLInputElement} */ input) =>
      Math.round(1000 * Math.min(Math.max(0, Number(input.value) || 0), duration)) / 1000;
    const start = within(this.#start);
    return [start, Math.max(start, within(this.#end))];
  }
}
