import assert from "node:assert/strict";
import { test } from "node:test";

const { Keys, strokeOf } = await import(new URL("page/scripts/keyboard.js", process.env.SCRIPTS));
const { COMMANDS } = await import(new URL("page/scripts/commands.js", process.env.SCRIPTS));
const actionFor = (event, where) => new Keys().actionFor(event, where);
const press = (key, more = {}) => ({ key, code: /^[0-9]$/.test(key) ? `Digit${key}` : "", ...more });

test("keys have their actions", () => {
  assert.equal(actionFor(press(" "), "page"), "toggle");
  assert.equal(actionFor(press("ArrowRight", { shiftKey: true }), "page"), "selectAfter");
  assert.equal(actionFor(press("N", { shiftKey: true }), "page"), "doubtfulBefore");
  assert.equal(actionFor(press("z", { ctrlKey: true }), "page"), "undo");
  assert.equal(actionFor(press("Z", { metaKey: true, shiftKey: true }), "page"), "redo");
  assert.deepEqual(actionFor(press("3"), "page"), { give: 3 });
});

test("what is typed into a field is left alone", () => {
  for (const key of [" ", "j", "1", "?", "Escape"]) assert.equal(actionFor(press(key), "text"), null);
});

test("the transcript that is typed into keeps what makes text", () => {
  for (const key of [" ", "j", "1", "?", "Enter", "Backspace", "ArrowLeft"]) {
    assert.equal(actionFor(press(key), "typing"), null);
  }
  assert.equal(actionFor(press("Tab"), "typing"), "nextToType");
  assert.equal(actionFor(press("Escape"), "typing"), "leave");
  assert.equal(actionFor(press("Enter", { ctrlKey: true }), "typing"), "rightAndOn");
  assert.deepEqual(actionFor(press("¡", { altKey: true, code: "Digit1" }), "typing"), { give: 1 });
});

test("digits with Ctrl take what is offered, everywhere but in fields", () => {
  for (const where of ["page", "control", "typing"]) {
    assert.deepEqual(actionFor(press("2", { ctrlKey: true }), where), { take: 2 });
  }
  assert.equal(actionFor(press("2", { ctrlKey: true }), "text"), null);
});

test("a button keeps the keys that it is used with", () => {
  assert.equal(actionFor(press(" "), "control"), null);
  assert.equal(actionFor(press("Enter"), "control"), null);
  assert.equal(actionFor(press("n"), "control"), "doubtfulAfter");
});

test("the browser keeps its own keys", () => {
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
    assert.equal(actionFor(press("s", more), "page"), null);
  }
  assert.equal(actionFor(press("constructor"), "page"), null);
  assert.equal(actionFor(press("Tab"), "page"), null);
});

test("function keys play and pause everywhere", () => {
  for (const where of ["page", "control", "typing"]) {
    assert.deepEqual(
      ["F4", "F7", "F8"].map((key) => actionFor(press(key), where)),
      ["toggle", "back", "forward"],
    );
  }
});

test("no two commands of one place have the same key, and each has one", () => {
  for (const isTyping of [true, false]) {
    const keys = COMMANDS.filter(({ group }) => (group === "typing") === isTyping).flatMap(({ keys }) => keys);
    assert.equal(new Set(keys).size, keys.length);
  }
  assert.ok(COMMANDS.every(({ keys }) => keys.length > 0));
});

test("keys that were changed act, and those of before do not", () => {
  const keys = new Keys({ toggle: ["Ctrl+Shift+p"] });
  assert.equal(keys.actionFor(press("P", { ctrlKey: true, shiftKey: true }), "typing"), "toggle");
  assert.equal(keys.actionFor(press(" "), "page"), null);
});

test("single keys can be switched off", () => {
  const keys = new Keys({}, false);
  for (const key of ["n", "?", "1", ","]) assert.equal(keys.actionFor(press(key), "page"), null);
  assert.equal(keys.actionFor(press("F4"), "page"), "toggle");
  assert.equal(keys.actionFor(press("ArrowRight"), "page"), "wordAfter");
});

test("strokes have names", () => {
  assert.equal(strokeOf(press("N", { shiftKey: true })), "N");
  assert.equal(strokeOf(press("Tab", { shiftKey: true })), "Shift+Tab");
  assert.equal(strokeOf(press("Z", { metaKey: true, shiftKey: true })), "Ctrl+Shift+z");
  assert.equal(strokeOf(press("“", { altKey: true, code: "BracketLeft" })), "Alt+[");
});
