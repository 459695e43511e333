import assert from "node:assert/strict";
import { test } from "node:test";

const text = await import(new URL("page/scripts/text.js", process.env.SCRIPTS));

test("numbers are rounded as Python rounds them", () => {
  assert.deepEqual([0.5, 1.5, 2.5, 2.4, 2.6].map(text.roundHalfEven), [0, 2, 2, 2, 3]);
  assert.deepEqual([0.0625, 0.1875, 1.0005, 2.0015, 1 / 3].map(text.rounded), [0.062, 0.188, 1, 2.002, 0.333]);
});

test("white space is Python's", () => {
  assert.equal(text.strip("\x1c\u3000 a\ufeff \x85"), "a\ufeff");
  assert.equal(text.lead(" \tword"), " \t");
  assert.deepEqual(text.splitWords(" a\u2003b  c "), ["a", "b", "c"]);
  assert.deepEqual(text.splitWords(" "), []);
});

test("lines are Python's, without control characters", () => {
  assert.deepEqual(text.cleanLines("one\r\n\n two\t2 \x1dthree\x00"), ["one", "two 2", "three"]);
});

test("text is compared by code points", () => {
  assert.ok(text.compareText("\uffff", "😀") < 0);
  assert.ok(text.compareText("a", "ab") < 0);
  assert.ok(text.compareText("b", "ab") > 0);
  assert.equal(text.compareText("a", "a"), 0);
});
