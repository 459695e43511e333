// @ts-check
// Listeners: keys, clicks and drags -> actions.

import { byId } from "./dom.js";
import { turnRange } from "./layout.js";

/** @import { Actions } from "./actions.js" */
/** @import { Cursor } from "./cursor.js" */
/** @import { Dialogs } from "./dialogs.js" */
/** @import { Help } from "./help.js" */
/** @import { Player } from "./player.js" */
/** @import { Selection } from "./selection.js" */
/** @import { State } from "./state.js" */
/** @import { Editor } from "./typing/editor.js" */
/** @import { WordSpan } from "./types.js" */
/** @import { View } from "./view.js" */

/** The buttons of actions. */
const BUTTONS = {
  undo: "undo",
  redo: "redo",
  back: "back",
  forward: "forward",
  follow: "follow",
  type: "type",
  loop: "loop",
  "selection-loop": "loop",
  "selection-comment": "comment",
  "find-open": "find",
  "add-open": "add",
  play: "toggle",
  "help-open": "help",
  "doubtful-next": "doubtfulAfter",
  "doubtful-previous": "doubtfulBefore",
  "doubtful-right": "right",
  "selection-right": "right",
  "selection-correct": "correct",
};

/**
 * @param {Actions} actions
 * @param {Help} help whose keys those are
 */
export function listenToControls(actions, help) {
  for (const [id, name] of Object.entries(BUTTONS)) byId(id).addEventListener("click", () => actions.run(name));
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const action = help.keys.actionFor(event, focusKind(document.activeElement ?? document.body));
    if (action === null || !actions.accepts(action)) return;
    event.preventDefault();
    actions.run(action);
  });
  /** @type {NodeListOf<HTMLButtonElement>} */
  const closing = document.querySelectorAll("[data-close]");
  for (const button of closing) button.addEventListener("click", () => button.closest("dialog")?.close());
}

/**
 * @param {{
 *   state: State, view: View, player: Player, cursor: Cursor, selection: Selection, editor: Editor, dialogs: Dialogs,
 * }} parts
 */
export function listenToTranscript({ state, view, player, cursor, selection, editor, dialogs }) {
  const transcript = byId("transcript");
  let dragged = false;
  transcript.addEventListener("pointerdown", () => {
    dragged = false;
  });
  transcript.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault());
  transcript.addEventListener("pointerup", (event) => {
    if (event.pointerType === "mouse" && !editor.isOpen) dragged = selection.takeDragged({ keep: false });
  });
  transcript.addEventListener("click", (event) => {
    if (dragged || (editor.isOpen && !targetOf(event)?.closest("button"))) return;
    const word = wordOf(event);
    if (word) clickWord(view.numberOf(word), event);
    else clickBeside(event);
  });
  transcript.addEventListener("dblclick", (event) => {
    const word = wordOf(event);
    if (editor.isOpen || !word) return;
    const number = view.numberOf(word);
    selection.clear();
    player.pause();
    editor.open([number, number + 1]);
  });
  document.addEventListener("selectionchange", () => {
    if (matchMedia("(pointer: coarse)").matches && !editor.isOpen) selection.takeDragged({ keep: true });
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
    const number = first ? view.numberOf(first) : -1;
    if (number < 0) return;
    if (target?.closest(".when")) player.playFrom(state.words[number].start);
    else if (target?.closest(".who")) {
      dialogs.openSpeaker(state.words[number].speaker, turnRange(state.layout, number));
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
 * @returns {"text" | "typing" | "control" | "page"}
 */
function focusKind(node) {
  const dialog = node.closest("dialog");
  if (dialog) return dialog.open ? "text" : "page"; // one that has just been closed has the focus a moment longer
  if (node.closest("[contenteditable=plaintext-only]")) return "typing";
  if (node.closest('input:not([type="range"], [type="checkbox"]), textarea')) return "text";
  return node.closest("button, select, summary, input, a") ? "control" : "page";
}
