// @ts-check
// Actions of keys and buttons, by the names that keyboard.js gives them.

import { byId, bySelector } from "./dom.js";
import { FILTERS } from "./finding/filters.js";
import { doubtRange, freshLabel, nextIn, paragraphAt, turnRange } from "./layout.js";
import { edgeEdit } from "./turns/edges.js";
import { join } from "./typing/structure.js";

/** @import { Corrections } from "./corrections.js" */
/** @import { Cursor } from "./cursor.js" */
/** @import { Dialogs } from "./dialogs.js" */
/** @import { FindBar } from "./finding/bar.js" */
/** @import { CommentDialog } from "./finding/comments.js" */
/** @import { Jumping } from "./jumping.js" */
/** @import { Action } from "./keyboard.js" */
/** @import { Listening } from "./listening.js" */
/** @import { Offers } from "./offers.js" */
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
 *   add: AddTurn, jumping: Jumping, offers: Offers,
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
    jumping,
    offers,
    onHelp,
  }) {
    this.state = state;
    this.status = status;
    this.selection = selection;
    this.corrections = corrections;
    this.cursor = cursor;
    this.editor = editor;
    this.player = player;
    this.jumping = jumping;
    this.offers = offers;
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
      selectSentence: () => selection.selectSentence(),
      doubtfulBefore: () => this.#stepDoubtful(-1),
      doubtfulAfter: () => this.#stepDoubtful(1),
      jump: () => this.#jump(),
      toBefore: () => this.#handOver(-1),
      toAfter: () => this.#handOver(1),
      others: () => {
        const range = editor.isOpen ? editor.range() : null;
        offers.takeOthers();
        if (range) editor.open(range);
      },
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

  /**
   * Whether an action means something now; if not, the browser has the key.
   * @param {Action} action
   */
  accepts(action) {
    return typeof action === "string" || "give" in action || action.take <= this.#offered;
  }

  get #offered() {
    return this.editor.completion.count || this.offers.count;
  }

  /** @param {Action} action */
  run(action) {
    if (action === "nextToType") this.editor.complete();
    if (typeof action === "object" && "take" in action && this.editor.completion.count) {
      this.editor.complete(action.take);
      return;
    }
    this.editor.commit();
    if (typeof action === "string") this.byName[action]();
    else if ("give" in action) this.#giveTo(action.give);
    else this.offers.take(action.take);
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
   * The words on which a key acts; while typing, those that are selected in the text, else the turn or word of the caret.
   * @param {{ whole: boolean }} options
   * @returns {WordRange | null}
   */
  #target(options) {
    if (!this.editor.isOpen) return this.selection.target(options);
    const range = this.editor.range();
    return range && options.whole && this.editor.isCaret ? turnRange(this.state.layout, range[0]) : range;
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
    else if ((wasDoubtful || on) && this.state.doubtful.length) this.#stepDoubtful(1);
  }

  /**
   * Play the next doubtful word; several whose speaker is doubted are selected.
   * @param {-1 | 1} step
   */
  #stepDoubtful(step) {
    const [first, last] = this.#ends();
    const number = this.cursor.stepDoubtful(step, step < 0 ? first : last);
    if (number < 0) return;
    const range = doubtRange(this.state.words, number);
    if (range[1] - range[0] > 1) this.selection.select(range);
    else this.selection.clear();
    this.offers.show(number);
  }

  /** The first and the last of the words on which a key acts; -1 if there are none. */
  #ends() {
    const range = this.#target({ whole: false }) ?? [this.cursor.number, this.cursor.number + 1];
    return [range[0], range[1] - 1];
  }

  /** Go to a word in sight that is chosen by its letters; while typing, select it. */
  #jump() {
    const from = this.#ends()[1];
    this.player.pause();
    this.jumping.open(from, (number) => {
      if (!this.editor.isOpen) this.cursor.moveTo(number, { focus: true });
      else this.editor.open([number, number + 1]);
      this.offers.show(number);
    });
  }

  /**
   * Give what the turn says up to the word to the speaker before, or what it says from there on to the next one.
   * @param {-1 | 1} step
   */
  #handOver(step) {
    const [first, last] = this.#ends();
    if (first < 0) return;
    const number = step < 0 ? last : first;
    const [start, stop] = turnRange(this.state.layout, number);
    const neighbour = this.state.words[step < 0 ? start - 1 : stop]?.speaker ?? null;
    if (neighbour === null) {
      this.status.say(step < 0 ? "There is no speaker before." : "There is no speaker after.");
      return;
    }
    /** @type {WordRange} */
    const range = step < 0 ? [start, number + 1] : [number, stop];
    this.corrections.give(neighbour, range);
    if (this.editor.isOpen) this.editor.open(range);
  }

  /**
   * Select the next doubtful word, to type over it, and play it; several whose speaker is doubted are selected together.
   * @param {-1 | 1} step
   */
  #typeNext(step) {
    const [first, last] = this.#ends();
    const number = nextIn(this.state.listed, step < 0 ? first : last, step);
    if (number < 0) {
      this.status.say(FILTERS[this.state.filter]?.none ?? "There is no other word.");
      return;
    }
    const range = doubtRange(this.state.words, number);
    this.cursor.playAround(number);
    this.editor.open(range);
    this.offers.show(number);
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
