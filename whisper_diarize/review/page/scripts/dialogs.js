// @ts-check
// Dialogs: a speaker, a word, help.

import { explained } from "../../doubts.js";
import { speakerChips } from "./chips.js";
import { byId, setChildren } from "./dom.js";
import { strip } from "./text.js";

/** @import { Corrections } from "./corrections.js" */
/** @import { State } from "./state.js" */
/** @import { WordRange } from "./types.js" */

export class Dialogs {
  /** @param {{ state: State, corrections: Corrections }} parts */
  constructor({ state, corrections }) {
    this.state = state;
    this.corrections = corrections;
  }

  /**
   * Rename or merge a speaker, or give a turn of theirs to another; null: words without a speaker, which can be given.
   * @param {string | null} label
   * @param {WordRange | null} turn
   */
  openSpeaker(label, turn = null) {
    if (label === null && turn === null) return;
    const { name } = this.state.person(label);
    const dialog = byId("speaker-dialog", HTMLDialogElement);
    const input = byId("speaker-name", HTMLInputElement);
    byId("speaker-title").textContent = name === label || label === null ? name : `${name} (${label})`;
    input.value = name === label || label === null ? "" : name;
    input.placeholder = label ?? "";
    input.disabled = label === null;
    this.#offerTurn(dialog, label, turn);
    this.#offerMerge(dialog, label);
    onSubmit(dialog, () => {
      if (label !== null) this.corrections.rename(label, input.value);
    });
    dialog.showModal();
  }

  /** @param {number} number */
  openWord(number) {
    const word = this.state.words[number];
    if (!word) return;
    const dialog = byId("word-dialog", HTMLDialogElement);
    const input = byId("word-text", HTMLInputElement);
    input.value = strip(word.text);
    byId("word-doubt").textContent = explained(word.source);
    onSubmit(dialog, () => this.corrections.correct(number, input.value));
    dialog.showModal();
    input.select();
  }

  openHelp() {
    byId("help", HTMLDialogElement).showModal();
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @param {string | null} label
   * @param {WordRange | null} turn
   */
  #offerTurn(dialog, label, turn) {
    byId("speaker-turn").hidden = turn === null;
    const give = closing(dialog, (other) => turn && this.corrections.give(other, turn));
    setChildren(byId("speaker-give"), speakerChips(this.state, give, { without: label }));
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @param {string | null} label
   */
  #offerMerge(dialog, label) {
    byId("speaker-merge").hidden = label === null || this.state.people.size < 2;
    const merge = closing(dialog, (other) => label !== null && this.corrections.merge(label, other));
    setChildren(byId("speaker-into"), speakerChips(this.state, merge, { without: label, fresh: false }));
  }
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {(label: string) => void} act
 * @returns {(label: string) => void}
 */
function closing(dialog, act) {
  return (label) => {
    dialog.close();
    act(label);
  };
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {() => void} act
 */
function onSubmit(dialog, act) {
  const form = dialog.querySelector("form");
  if (!form) return;
  form.onsubmit = (event) => {
    event.preventDefault();
    dialog.close();
    act();
  };
}
