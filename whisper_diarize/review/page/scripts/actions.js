// @ts-check
// Actions of keys and buttons, by the names that keyboard.js gives them.

import { byId, bySelector } from "./dom.js";
import { freshLabel, turnRange } from "./layout.js";

/** @import { Corrections } from "./corrections.js" */
/** @import { Cursor } from "./cursor.js" */
/** @import { Dialogs } from "./dialogs.js" */
/** @import { Action } from "./keyboard.js" */
/** @import { Player } from "./player.js" */
/** @import { Selection } from "./selection.js" */
/** @import { State } from "./state.js" */
/** @import { StatusLine } from "./status.js" */

/**
 * @typedef {{
 *   state: State, status: StatusLine, player: Player, cursor: Cursor, selection: Selection, corrections: Corrections,
 *   dialogs: Dialogs,
 * }} Parts
 */

export class Actions {
  /** @param {Parts} parts */
  constructor({ state, status, player, cursor, selection, corrections, dialogs }) {
    this.state = state;
    this.status = status;
    this.selection = selection;
    this.corrections = corrections;
    this.cursor = cursor;
    const menu = byId("export", HTMLDetailsElement);
    /** @type {Record<string, () => void>} */
    this.byName = {
      toggle: () => player.toggle(),
      wordBefore: () => cursor.moveByWord(-1),
      wordAfter: () => cursor.moveByWord(1),
      turnBefore: () => cursor.moveByTurn(-1),
      turnAfter: () => cursor.moveByTurn(1),
      selectBefore: () => selection.extend(-1),
      selectAfter: () => selection.extend(1),
      selectTurn: () => selection.selectTurn(),
      back: () => cursor.jumpBy(-1),
      forward: () => cursor.jumpBy(1),
      doubtfulBefore: () => cursor.stepDoubtful(-1),
      doubtfulAfter: () => cursor.stepDoubtful(1),
      right: () => this.#confirm(),
      correct: () => {
        player.pause();
        dialogs.openWord(selection.first);
      },
      speaker: () => {
        const { number } = cursor;
        if (number >= 0) dialogs.openSpeaker(state.words[number].speaker, turnRange(state.words, number));
      },
      undo: () => corrections.undo(),
      redo: () => corrections.redo(),
      follow: () => cursor.setFollowing(!cursor.isFollowing),
      export: () => {
        menu.open = true;
        bySelector("#export button").focus();
      },
      clear: () => {
        menu.open = false;
        selection.clear();
      },
      giveNew: () => this.give(freshLabel(state.document)),
      help: () => dialogs.openHelp(),
    };
  }

  /** @param {Action} action */
  run(action) {
    if (typeof action === "string") this.byName[action]();
    else this.#giveTo(action.give);
  }

  /**
   * Give the selection, or the turn, to a speaker.
   * @param {string} label
   */
  give(label) {
    const range = this.selection.target({ whole: true });
    if (range) this.corrections.give(label, range);
  }

  /** @param {number} digit */
  #giveTo(digit) {
    const label = [...this.state.people.keys()][digit - 1];
    if (label === undefined) this.status.say(`There is no speaker ${digit}; 0 is a new one.`);
    else this.give(label);
  }

  /** Confirm the selection, or the word; go on to the next doubtful one if it was doubtful. */
  #confirm() {
    const range = this.selection.target({ whole: false });
    if (!range) return;
    const wasDoubtful = this.state.words.slice(...range).some((word) => word.doubtful);
    this.corrections.confirm(range);
    if (wasDoubtful && this.state.doubtful.length) this.cursor.stepDoubtful(1);
  }
}
