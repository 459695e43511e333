// @ts-check
// Commands, the words of the help for them, and the keys that they have until a person gives them others.

/**
 * A command: `keys` as strokes.js names them; `group` of the help. Those of the group "typing" act while the transcript is
 * typed into, the others there only by keys that make no text.
 * @typedef {{ name: string, says: string, keys: string[], group: "listen" | "move" | "correct" | "page" | "typing" }} Command
 */

/** @type {Command[]} */
export const COMMANDS = [
  { group: "listen", name: "toggle", says: "play or pause", keys: ["Space", "F4"] },
  { group: "listen", name: "back", says: "5 seconds back", keys: [",", "F7"] },
  { group: "listen", name: "forward", says: "5 seconds on", keys: [".", "F8"] },
  { group: "listen", name: "hear", says: "hear the word, and what is around it", keys: ["h", "F9"] },
  { group: "listen", name: "loop", says: "play the selection, or the turn, over and over", keys: ["l"] },
  { group: "listen", name: "slower", says: "slower", keys: ["[", "Alt+["] },
  { group: "listen", name: "faster", says: "faster", keys: ["]", "Alt+]"] },
  { group: "listen", name: "follow", says: "follow what is heard, or stay", keys: ["f"] },
  { group: "move", name: "wordBefore", says: "word before", keys: ["ArrowLeft"] },
  { group: "move", name: "wordAfter", says: "next word", keys: ["ArrowRight"] },
  { group: "move", name: "turnBefore", says: "turn before", keys: ["k", "ArrowUp"] },
  { group: "move", name: "turnAfter", says: "next turn", keys: ["j", "ArrowDown"] },
  { group: "move", name: "doubtfulAfter", says: "next doubtful word", keys: ["n"] },
  { group: "move", name: "doubtfulBefore", says: "doubtful word before", keys: ["N"] },
  { group: "move", name: "selectBefore", says: "select the word before too", keys: ["Shift+ArrowLeft"] },
  { group: "move", name: "selectAfter", says: "select the next word too", keys: ["Shift+ArrowRight"] },
  { group: "move", name: "selectTurn", says: "select the turn", keys: ["t"] },
  { group: "move", name: "selectRest", says: "select what is left of the turn", keys: ["T"] },
  { group: "move", name: "selectSentence", says: "select the sentence", keys: ["v"] },
  { group: "move", name: "jump", says: "go to a word in sight by its letters", keys: ["g", "F3"] },
  { group: "move", name: "find", says: "find and replace", keys: ["/"] },
  { group: "move", name: "clear", says: "select nothing; close", keys: ["Escape"] },
  { group: "correct", name: "type", says: "type in the text", keys: ["F2"] },
  { group: "correct", name: "correct", says: "type over the selection, or the word", keys: ["e", "Enter"] },
  { group: "correct", name: "delete", says: "take the selection, or the word, out", keys: ["Delete", "Backspace"] },
  { group: "correct", name: "right", says: "it is right: the selection, or the word", keys: ["c"] },
  {
    group: "correct",
    name: "giveNew",
    says: "give the selection, or the turn, to a new speaker",
    keys: ["0", "Alt+0"],
  },
  {
    group: "correct",
    name: "toBefore",
    says: "give what the turn says up to here to the speaker before",
    keys: ["<", "Ctrl+ArrowUp"],
  },
  {
    group: "correct",
    name: "toAfter",
    says: "give what the turn says from here on to the next speaker",
    keys: [">", "Ctrl+ArrowDown"],
  },
  {
    group: "correct",
    name: "others",
    says: "make the last correction wherever that word stands",
    keys: ["x", "Ctrl+Shift+Enter"],
  },
  { group: "correct", name: "paragraph", says: "begin a paragraph, or join it to the one before", keys: ["p"] },
  { group: "correct", name: "comment", says: "comment or highlight the selection, or the word", keys: ["m"] },
  { group: "correct", name: "add", says: "add a turn that was missed, where the recording stands", keys: ["a"] },
  { group: "correct", name: "startHere", says: "the turn begins where the recording stands", keys: ["{"] },
  { group: "correct", name: "endHere", says: "the turn ends where the recording stands", keys: ["}"] },
  { group: "correct", name: "speaker", says: "rename or merge the speaker", keys: ["r"] },
  { group: "correct", name: "undo", says: "undo", keys: ["u", "Ctrl+z"] },
  { group: "correct", name: "redo", says: "redo", keys: ["U", "Ctrl+Shift+z", "Ctrl+y"] },
  { group: "page", name: "zoomIn", says: "lanes: a shorter stretch", keys: ["+", "="] },
  { group: "page", name: "zoomOut", says: "lanes: a longer stretch", keys: ["-"] },
  { group: "page", name: "export", says: "export", keys: ["s"] },
  { group: "page", name: "help", says: "keys and settings", keys: ["?", "F1"] },
  { group: "typing", name: "leave", says: "end typing", keys: ["Escape"] },
  {
    group: "typing",
    name: "nextToType",
    says: "take the word that is offered; on to the next doubtful one",
    keys: ["Tab"],
  },
  { group: "typing", name: "typeBefore", says: "the doubtful word before", keys: ["Shift+Tab"] },
  { group: "typing", name: "rightAndOn", says: "it is right; on to the next", keys: ["Ctrl+Enter"] },
];

export const GROUPS = {
  listen: "Listen",
  move: "Move and select",
  correct: "Correct",
  page: "Page",
  typing: "While you type",
};
