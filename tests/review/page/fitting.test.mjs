import assert from "node:assert/strict";
import { test } from "node:test";

const { fitted, misfits } = await import(new URL("page/scripts/fitting.js", process.env.SCRIPTS));
const { current, restored } = await import(new URL("page/scripts/history.js", process.env.SCRIPTS));
const { talkOf } = await import(new URL("page/scripts/anchors.js", process.env.SCRIPTS));

/** A document: each part is [label, start, text], a word each half second. */
function talk(...parts) {
  const segments = parts.map(([label, start, text]) => ({
    start,
    end: start + text.split(" ").length / 2,
    text: ` ${text}`,
    speaker_label: label,
    reason: "overlap",
    tokens: [],
    words: text.split(" ").map((word, i) => ({
      word: ` ${word}`,
      start: start + i / 2,
      end: start + i / 2 + 0.4,
      speaker_label: label,
      reason: "overlap",
      other_speakers: [],
    })),
  }));
  const speakers = [...new Set(parts.map(([label]) => label))].map((label) => ({ label, name: label }));
  const turns = segments.map(({ start, end, speaker_label }) => ({ start, end, speaker_label }));
  return { segments, speakers, turns, exclusive_turns: null };
}

/** Words, and who says them, of a document. */
function said(document) {
  const names = new Map(document.speakers.map(({ label, name }) => [label, name]));
  return document.segments
    .map((segment) => `${names.get(segment.speaker_label)}:${segment.words.map((word) => word.word).join("")}`)
    .join(", ");
}

/** Make `edits` in one document, and fit them to another. */
function carry(from, edits, to) {
  const made = restored(from, edits);
  assert.equal(made.done, edits.length);
  const found = fitted(to, [{ talk: talkOf(from), edits: made.edits }]);
  const here = current(restored(to, found.edits));
  return { here, found, why: misfits(found.unplaced).map((edit) => edit.why) };
}

const OLD = talk(["A", 0, "one two"], ["B", 2, "three four"], ["A", 4, "five"]);
const rename = (label, name) => ({ kind: "rename", label, name });
const confirm = (first, stop) => ({ kind: "confirm", first, stop });
const correct = (word, text) => ({ kind: "correct", word, text });
const reassign = (first, stop, label) => ({ kind: "reassign", first, stop, label });
const ALL = [rename("A", "Ann"), correct(1, "too"), confirm(2, 3), reassign(3, 4, "A"), correct(4, "")];

test("all that was edited is edited in the same document", () => {
  const { here, found } = carry(OLD, ALL, OLD);
  assert.deepEqual(here, current(restored(OLD, ALL)));
  assert.deepEqual([found.fitting, found.present, found.unplaced], [5, 0, []]);
});

test("nothing is edited again in the document that came of the edits", () => {
  const { found } = carry(OLD, ALL, current(restored(OLD, ALL)));
  assert.deepEqual([found.edits, found.fitting, found.present], [[], 0, 5]);
});

test("speakers with other labels are found by when they talk, words by when they are said", () => {
  const to = talk(["B", 0.1, "one two"], ["C", 2.1, "um three four"], ["B", 4.1, "five"]);
  const { here, found, why } = carry(OLD, [...ALL.slice(0, 2), reassign(2, 3, "A")], to);
  assert.equal(said(here), "Ann: one too, C: um three four, Ann: five");
  assert.deepEqual([found.fitting, why], [2, ["the word is not there"]]);
});

test("a word of another text is left alone", () => {
  const to = talk(["A", 0, "one tow"], ["B", 2, "three fore"], ["A", 4, "six"]);
  const { here, why } = carry(OLD, [correct(1, "too"), confirm(3, 4), correct(4, "")], to);
  assert.deepEqual(here, to);
  assert.deepEqual(why, ["it is “tow” now", "the word is not there", "it is “six” now"]);
});

test("a word that a merge or a rerun gave to another speaker is not confirmed", () => {
  const to = talk(["A", 0, "one two"], ["B", 2, "three"], ["A", 2.5, "four"], ["A", 4, "five"]);
  assert.deepEqual(carry(OLD, [confirm(3, 4)], to).why, ["its speaker is another now"]);
});

test("a name that was given meanwhile stays", () => {
  const to = { ...OLD, speakers: OLD.speakers.map((speaker) => ({ ...speaker, name: "Zoe" })) };
  const { here, why } = carry(OLD, [rename("A", "Ann")], to);
  assert.deepEqual([here.speakers[0].name, why], ["Zoe", ["the name is Zoe now"]]);
});

test("a name, or a word, that was changed twice fits where it was changed once", () => {
  const edits = [rename("A", "An"), rename("A", "Ann"), correct(1, "tow"), confirm(1, 2), correct(1, "too")];
  const once = current(restored(OLD, [rename("A", "An"), correct(1, "tow")]));
  const { here, why } = carry(OLD, edits, once);
  assert.deepEqual([said(here), why], ["Ann: one too, B: three four, Ann: five", []]);
  assert.equal(carry(OLD, edits, here).found.edits.length, 0);
});

test("of two words that are alike, one that was taken out does not take the other along", () => {
  const from = talk(["A", 0, "the the end"]);
  const { found } = carry(from, [correct(0, "")], current(restored(from, [correct(0, "")])));
  assert.deepEqual([found.edits, found.present], [[], 1]);
});

test("speakers who are one here are not merged again, and edits of both go to that one", () => {
  const merge = { kind: "merge", source: "A", target: "B" };
  const to = current(restored(OLD, [merge]));
  const edits = [merge, rename("B", "Bob"), confirm(0, 1)];
  const { here, found } = carry(OLD, edits, to);
  assert.deepEqual([said(here), found.present, found.fitting], ["Bob: one two, Bob: three four, Bob: five", 1, 2]);
});

test("a new speaker is made here too, once", () => {
  const edits = [reassign(1, 2, "SPEAKER_00"), rename("SPEAKER_00", "New"), reassign(2, 3, "SPEAKER_00")];
  const { here, found } = carry(OLD, edits, talk(["B", 0, "one two"], ["A", 2, "three four"], ["B", 4, "five"]));
  assert.equal(said(here), "B: one, New: two, New: three, A: four, B: five");
  assert.equal(carry(OLD, edits, here).found.edits.length, 0);
  assert.equal(found.fitting, 3);
});

test("a stretch that was given keeps a word that is heard in it now", () => {
  const to = talk(["A", 0, "one two"], ["B", 2, "three"], ["B", 2.45, "and"], ["B", 2.6, "four"], ["A", 4, "five"]);
  const { here } = carry(OLD, [reassign(2, 4, "A")], to);
  assert.equal(said(here), "A: one two, A: three, A: and, A: four, A: five");
});

test("what does not fit is tried again in the next document", () => {
  const other = talk(["A", 0, "one too"], ["B", 2, "three four"], ["A", 4, "five"]);
  const made = restored(OLD, [correct(1, "tow")]);
  const { unplaced } = fitted(other, [{ talk: talkOf(OLD), edits: made.edits }]);
  assert.equal(said(current(restored(OLD, fitted(OLD, unplaced).edits))), "A: one tow, B: three four, A: five");
});
