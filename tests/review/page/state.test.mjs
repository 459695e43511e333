import assert from "node:assert/strict";
import { test } from "node:test";

const { State } = await import(new URL("page/scripts/state.js", process.env.SCRIPTS));

const word = (start, text, probability) => ({
  word: text,
  start,
  end: start + 1,
  probability,
  speaker_label: "SPEAKER_00",
  reason: "overlap",
  other_speakers: [],
});
const DOCUMENT = {
  name: "talk",
  duration: 4,
  speakers: [{ label: "SPEAKER_00", name: "Ann" }],
  segments: [
    {
      start: 0,
      end: 2,
      text: " one two",
      speaker_label: "SPEAKER_00",
      reason: "overlap",
      words: [word(0, " one", 0.9), word(1, " two", 0.2)],
      tokens: [],
    },
  ],
  turns: [{ start: 0, end: 2, speaker_label: "SPEAKER_00" }],
  exclusive_turns: null,
};
const CONFIRM = { kind: "confirm", first: 1, stop: 2 };

test("words, doubtful words and speakers follow from the document", () => {
  const state = new State(DOCUMENT);
  assert.deepEqual([state.words.map((one) => one.text), state.doubtful], [[" one", " two"], [1]]);
  assert.deepEqual([...state.people.keys()], ["SPEAKER_00"]);
  const { name, mark, colour, seconds } = state.person("SPEAKER_00");
  assert.deepEqual([name, mark, colour, seconds], ["Ann", "1", 1, 2]);
});

test("a speaker who is not in the document has a name too", () => {
  const state = new State(DOCUMENT);
  assert.deepEqual([state.person("X").name, state.person(null).name], ["X", "Nobody"]);
});

test("an edit changes all that follows, and can be undone and done again", () => {
  const state = new State(DOCUMENT);
  assert.equal(state.edit(CONFIRM), true);
  assert.deepEqual([state.doubtful, state.corrections, state.hasUndone], [[], 1, false]);
  assert.equal(state.undo(), true);
  assert.deepEqual([state.doubtful, state.corrections, state.hasUndone], [[1], 0, true]);
  assert.equal(state.redo(), true);
  const words = [[1, 2, " two", "SPEAKER_00"]];
  assert.deepEqual([state.doubtful, state.edits], [[], [{ ...CONFIRM, words }]]);
});

test("what changes nothing says so", () => {
  const state = new State(DOCUMENT);
  assert.equal(state.edit({ kind: "merge", source: "SPEAKER_00", target: "X" }), false);
  assert.deepEqual([state.undo(), state.redo(), state.corrections], [false, false, 0]);
});

test("edits of before are made again", () => {
  assert.deepEqual(new State(DOCUMENT, [CONFIRM]).doubtful, []);
});

test("to begin again leaves nothing of before but the document", () => {
  const state = new State(DOCUMENT, [CONFIRM]);
  state.restart([]);
  assert.deepEqual([state.doubtful, state.corrections, state.original], [[1], 0, DOCUMENT]);
});
