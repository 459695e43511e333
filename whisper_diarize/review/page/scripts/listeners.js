// @ts-check
// Listeners: keys, clicks and drags -> actions.

import { byId } from "./dom.js";
import { actionFor } from "./keyboard.js";
import { turnRange } from "./layout.js";

/** @import { Actions } from "./actions.js" */
/** @import { Cursor } from "./cursor.js" */
/** @import { Dialogs } from "./dialogs.js" */
/** @import { Player } from "./player.js" */
/** @import { Selection } from "./selection.js" */
/** @import { State } from "./state.js" */
/** @import { WordSpan } from "./types.js" */

/** The buttons of actions. */
const BUTTONS = {
  undo: "undo",
  redo: "redo",
  back: "back",
  forward: "forward",
  follow: "follow",
  play: "toggle",
  "help-open": "help",
  "doubtful-next": "doubtfulAfter",
  "doubtful-previous": "doubtfulBefore",
  "doubtful-right": "right",
  "selection-right": "right",
  "selection-correct": "correct",
};

/** @param {Actions} actions */
export function listenToControls(actions) {
  for (const [id, name] of Object.entries(BUTTONS)) byId(id).addEventListener("click", () => actions.run(name));
  document.addEventListener("keydown", (event) => {
    const action = actionFor(event, focusKind(document.activeElement ?? document.body));
    if (action === null) return;
    event.preventDefault();
    actions.run(action);
  });
  /** @type {NodeListOf<HTMLButtonElement>} */
  const closing = document.querySelectorAll("[data-close]");
  for (const button of closing) button.addEventListener("click", () => button.closest("dialog")?.close());
}

/** @param {{ state: State, player: Player, cursor: Cursor, selection: Selection, dialogs: Dialogs }} parts */
export function listenToTranscript({ state, player, cursor, selection, dialogs }) {
  const transcript = byId("transcript");
  let dragged = false;
  transcript.addEventListener("pointerdown", () => {
    dragged = false;
  });
  transcript.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault());
  transcript.addEventListener("pointerup", (event) => {
    if (event.pointerType === "mouse") dragged = selection.takeDragged({ keep: false });
  });
  transcript.addEventListener("click", (event) => {
    if (dragged) return;
    const word = wordOf(event);
    if (word) clickWord(word.number, event);
    else clickBeside(event);
  });
  transcript.addEventListener("dblclick", (event) => {
    getSelection()?.removeAllRanges();
    selection.clear();
    const word = wordOf(event);
    if (!word) return;
    player.pause();
    dialogs.openWord(word.number);
  });
  document.addEventListener("selectionchange", () => {
    if (matchMedia("(pointer: coarse)").matches) selection.takeDragged({ keep: true });
  });
  for (const kind of ["wheel", "touchmove"]) {
    const stopFollowing = () => player.isPlaying && cursor.isFollowing && cursor.setFollowing(false);
    transcript.addEventListener(kind, stopFollowing, { passive: true });
  }
  byId("selection-clear").addEventListener("click", () => selection.clear());

  /**
   * @param {number} number
   * @param {MouseEvent} event
   */
  function clickWord(number, event) {
    if (event.shiftKey) {
      selection.extendTo(number);
      return;
    }
    const isSingle = event.detail < 2;
    if (!selection.isEmpty && isSingle) selection.clear();
    cursor.pick(number, { play: isSingle });
  }

  /** @param {MouseEvent} event */
  function clickBeside(event) {
    const target = targetOf(event);
    /** @type {WordSpan | null | undefined} */
    const first = target?.closest(".turn")?.querySelector(".w");
    if (!first) return;
    if (target?.closest(".when")) player.playFrom(state.words[first.number].start);
    else if (target?.closest(".who")) {
      dialogs.openSpeaker(state.words[first.number].speaker, turnRange(state.words, first.number));
    }
  }
}

/** @param {Event} event */
function targetOf(event) {
  return event.target instanceof Element ? event.target : null;
}

/**
 * @param {Event} event
 * @returns {WordSpan | null | undefined}
 */
function wordOf(event) {
  return targetOf(event)?.closest(".w");
}

/**
 * @param {Element} node
 * @returns {"text" | "control" | "page"}
 */
function focusKind(node) {
  if (node.closest("dialog[open]")) return "text";
  if (node.closest('input:not([type="range"]), textarea')) return "text";
  return node.closest("button, select, summary, input, a") ? "control" : "page";
}
