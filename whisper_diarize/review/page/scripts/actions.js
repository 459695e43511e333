// @ts-check
// Actions of keys and buttons, by the names that keyboard.js gives them.

import { byId, bySelector } from "./dom.js";
import { FILTERS } from "./finding/filters.js";
import { freshLabel, nextIn, paragraphAt, turnRange } from "./layout.js";
import { edgeEdit } from "./turns/edges.js";
import { join } from "./typing/structure.js";

/** @import { Corrections } from "./corrections.js" */
/** @import { Cursor } from "./cursor.js" */
/** @import { Dialogs } from "./dialogs.js" */
/** @import { FindBar } from "./finding/bar.js" */
/** @import { CommentDialog } from "./finding/comments.js" */
/** @import { Action } from "./keyboard.js" */
/** @import { Listening } from "./listening.js" */
/** @import { Player } from "./player.js" */
/** @import { Selection } from "./selection.js" */
/** @import { State } from "./state.js" */
/** @import { StatusLine } from "./status.js" */
/** @import { AddTurn } from "./turns/add.js" */
/** @import { Editor } from "./typing/editor.js" */
/** @import { WordRange } from "./types.js" */
/** @import { View } from "./view.js" */

const ZOOM = 2;

/**
 * @typedef {{
 *   state: State, view: View, status: StatusLine, player: Player, cursor: Cursor, selection: Selection, editor: Editor,
 *   corrections: Corrections, dialogs: Dialogs, listening: Listening, find: FindBar, comments: CommentDialog,
 *   add: AddTurn,
 *   onHelp: () => void,
 * }} Parts
 */

export class Actions {
  /** @param {Parts} parts */
  constructor({
    state,
    view,
    status,
    player,
    cursor,
    selection,
    editor,
    corrections,
    dialogs,
    listening,
    find,
    comments,
    add,
    onHelp,
  }) {
    this.state = state;
    this.status = status;
    this.selection = selection;
    this.corrections = corrections;
    this.cursor = cursor;
    this.editor = editor;
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
      selectRest: () => selection.selectRest(),
      back: () => cursor.jumpBy(-1),
      forward: () => cursor.jumpBy(1),
      doubtfulBefore: () => cursor.stepDoubtful(-1),
      doubtfulAfter: () => cursor.stepDoubtful(1),
      right: () => this.#confirm(),
      rightAndOn: () => this.#confirm({ on: true }),
      correct: () => {
        player.pause();
        editor.open(selection.target({ whole: false }) ?? [-1, -1]);
      },
      type: () => (editor.isOpen ? editor.close() : this.byName.correct()),
      leave: () => editor.close(),
      nextToType: () => this.#typeNext(1),
      typeBefore: () => this.#typeNext(-1),
      delete: () => {
        const range = selection.target({ whole: false });
        if (range) corrections.rewrite(range, "");
      },
      paragraph: () => this.#paragraph(),
      speaker: () => {
        const { number } = cursor;
        if (number >= 0) dialogs.openSpeaker(state.words[number].speaker, turnRange(state.layout, number));
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
      help: onHelp,
      zoomIn: () => view.zoom(1 / ZOOM),
      zoomOut: () => view.zoom(ZOOM),
      find: () => find.open(),
      add: () => add.open(),
      startHere: () => this.#moveEdge("start", player.time),
      endHere: () => this.#moveEdge("end", player.time),
      comment: () => {
        const range = this.#target({ whole: false });
        if (range) comments.open(range);
      },
      hear: () => cursor.playAround(this.#target({ whole: false })?.[0] ?? -1),
      loop: () => listening.toggleLoop(this.#target({ whole: true })),
      slower: () => listening.changeRate(-1),
      faster: () => listening.changeRate(1),
    };
  }

  /** @param {Action} action */
  run(action) {
    this.editor.commit();
    if (typeof action === "string") this.byName[action]();
    else this.#giveTo(action.give);
  }

  /**
   * Give the selection, or the turn, to a speaker.
   * @param {string} label
   */
  give(label) {
    const range = this.#target({ whole: true });
    if (range) this.corrections.give(label, range);
    if (range && this.editor.isOpen) this.editor.open(range);
  }

  /**
   * The words on which a key acts; while typing, those that are selected in the text.
   * @param {{ whole: boolean }} options
   * @returns {WordRange | null}
   */
  #target(options) {
    return this.editor.isOpen ? this.editor.range() : this.selection.target(options);
  }

  /**
   * Move an edge of the turn that was last gone to, or that is heard.
   * @param {"start" | "end"} edge
   * @param {number} seconds
   */
  #moveEdge(edge, seconds) {
    const number = this.selection.isEmpty ? this.cursor.number : this.selection.first;
    const edit = edgeEdit(this.state, number, edge, seconds);
    if (!edit) this.status.say(`The turn cannot ${edge} here.`);
    else this.corrections.make(edit, edge === "start" ? "The turn begins here." : "The turn ends here.");
  }

  /** @param {number} digit */
  #giveTo(digit) {
    const label = [...this.state.people.keys()][digit - 1];
    if (label === undefined) this.status.say(`There is no speaker ${digit}; 0 is a new one.`);
    else this.give(label);
  }

  /**
   * Confirm the selection, or the word; go on to the next doubtful one if it was doubtful.
   * @param {{ on?: boolean }} options whether to go on in any case
   */
  #confirm({ on = false } = {}) {
    const range = this.#target({ whole: false });
    if (!range) return;
    const wasDoubtful = this.state.words.slice(...range).some((word) => word.doubtful);
    this.corrections.confirm(range);
    if (this.editor.isOpen) this.#typeNext(1);
    else if ((wasDoubtful || on) && this.state.doubtful.length) this.cursor.stepDoubtful(1);
  }

  /**
   * Select the next doubtful word, to type over it, and play it.
   * @param {-1 | 1} step
   */
  #typeNext(step) {
    const from = this.editor.range()?.[0] ?? this.cursor.number;
    const number = nextIn(this.state.listed, from, step);
    if (number < 0) {
      this.status.say(FILTERS[this.state.filter]?.none ?? "There is no other word.");
      return;
    }
    this.editor.open([number, number + 1]);
    this.cursor.playAround(number);
  }

  /** Begin a paragraph with the word, or join the one that begins with it to the one before. */
  #paragraph() {
    const { number } = this.cursor;
    const index = paragraphAt(this.state.layout, number);
    const paragraph = this.state.layout[index];
    if (!paragraph) return;
    if (paragraph.first !== number) this.corrections.make({ kind: "begin", word: number }, "A new paragraph.");
    else if (index > 0) this.corrections.make(join(this.state.layout[index - 1], paragraph), "Joined.");
  }
}
