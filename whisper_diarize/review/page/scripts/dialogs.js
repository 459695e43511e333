// @ts-check
// Dialogs: a speaker, a word, help.

import { speakerChips } from "./chips.js";
import { byId, setChildren } from "./dom.js";
import { strip } from "./text.js";

/** @import { Corrections } from "./corrections.js" */
/** @import { State } from "./state.js" */
/** @import { WordRange } from "./types.js" */

export class Dialogs {
  /** @param {{ state: State, corrections: Corrections, onNamed: (label: string) => void }} parts */
  constructor({ state, corrections, onNamed }) {
    this.state = state;
    this.corrections = corrections;
    this.onNamed = onNamed;
  }

  /**
   * Rename or merge a speaker, or give a turn of theirs to another; null: words without a speaker, which can be given.
   * @param {string | null} label
   * @param {WordRange | null} turn
   */
  openSpeaker(label, turn = null) {
    if (label === null && turn === null) return;
    const { name, isNamed } = this.state.person(label);
    const dialog = byId("speaker-dialog", HTMLDialogElement);
    const input = byId("speaker-name", HTMLInputElement);
    byId("speaker-title").textContent = name === label || label === null ? name : `${name} (${label})`;
    input.value = isNamed ? name : "";
    input.placeholder = label ?? "";
    byId("speaker-taken").hidden = true;
    input.disabled = label === null;
    this.#offerTurn(dialog, label, turn);
    this.#offerMerge(dialog, label);
    onSubmit(dialog, () => label === null || this.#rename(label, input.value));
    dialog.showModal();
  }

  /**
   * Give a speaker a name; where another has it, ask whether both are one. Return whether it was done.
   * @param {string} label
   * @param {string} name
   */
  #rename(label, name) {
    const other = [...this.state.people.values()].find((one) => one.label !== label && one.name === strip(name));
    const question = byId("speaker-taken");
    if (!other || !question.hidden) {
      this.corrections.rename(label, name);
      this.onNamed(label);
      return true;
    }
    byId("speaker-taken-said").textContent = `There is ${other.name} already. The same person?`;
    byId("speaker-same").onclick = () => {
      byId("speaker-dialog", HTMLDialogElement).close();
      this.corrections.merge(label, other.label);
    };
    question.hidden = false;
    byId("speaker-same").focus();
    return false;
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
 * @param {() => boolean} act returns whether it was done, which closes the dialog
 */
function onSubmit(dialog, act) {
  const form = dialog.querySelector("form");
  if (!form) return;
  form.onsubmit = (event) => {
    event.preventDefault();
    if (act()) dialog.close();
  };
}
