import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { actionFor } = await import(new URL("page/scripts/keyboard.js", process.env.SCRIPTS));
const press = (key, more = {}) => ({ key, ...more });

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

test("a button keeps the keys that it is used with", () => {
  assert.equal(actionFor(press(" "), "control"), null);
  assert.equal(actionFor(press("Enter"), "control"), null);
  assert.equal(actionFor(press("n"), "control"), "doubtfulAfter");
});

test("the browser keeps its own keys", () => {
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
    assert.equal(actionFor(press("s", more), "page"), null);
    assert.equal(actionFor(press("1", more), "page"), null);
  }
  assert.equal(actionFor(press("constructor"), "page"), null);
  assert.equal(actionFor(press("Tab"), "page"), null);
});

test("every key of the help has an action", () => {
  const page = readFileSync(new URL("page/page.html", process.env.SCRIPTS), "utf8");
  const help = page.slice(page.indexOf("<dl>"), page.indexOf("</dl>"));
  const names = { Space: " ", "←": "ArrowLeft", "→": "ArrowRight", "↓": "ArrowDown", "↑": "ArrowUp", Esc: "Escape" };
  const keys = [...help.matchAll(/<dt>(.*?)<\/dt>/g)].flatMap((row) =>
    [...row[1].matchAll(/<kbd>(.*?)<\/kbd>/g)].map((k) => k[1]),
  );
  assert.ok(keys.length > 20);
  for (const key of keys) {
    const shifted = key.startsWith("Shift ");
    const pressed = press(names[key] ?? (shifted ? key.slice(6) : key), { shiftKey: shifted });
    assert.notEqual(actionFor(pressed, "page"), null, key);
  }
});
