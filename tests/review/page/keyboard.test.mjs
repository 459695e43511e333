import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { actionFor } = await import(new URL("page/scripts/keyboard.js", process.env.SCRIPTS));
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

test("a button keeps the keys that it is used with", () => {
  assert.equal(actionFor(press(" "), "control"), null);
  assert.equal(actionFor(press("Enter"), "control"), null);
  assert.equal(actionFor(press("n"), "control"), "doubtfulAfter");
});

test("the browser keeps its own keys", () => {
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
    assert.equal(actionFor(press("s", more), "page"), null);
  }
  assert.equal(actionFor(press("1", { ctrlKey: true }), "page"), null);
  assert.equal(actionFor(press("constructor"), "page"), null);
  assert.equal(actionFor(press("Tab"), "page"), null);
});

test("every key of the help has an action", () => {
  const page = readFileSync(new URL("page/page.html", process.env.SCRIPTS), "utf8");
  const [keys, typing] = [...page.matchAll(/<dl>(.*?)<\/dl>/gs)].map((list) =>
    [...list[1].matchAll(/<dt>(.*?)<\/dt>/g)].flatMap((row) =>
      [...row[1].matchAll(/<kbd>(.*?)<\/kbd>/g)].map((found) => found[1]),
    ),
  );
  const names = { Space: " ", "←": "ArrowLeft", "→": "ArrowRight", "↓": "ArrowDown", "↑": "ArrowUp", Esc: "Escape" };
  const pressed = (name) => {
    const key = name.split(" ").at(-1);
    const held = {
      shiftKey: name.startsWith("Shift "),
      altKey: name.startsWith("Alt "),
      ctrlKey: name.startsWith("Ctrl "),
    };
    return press(names[key] ?? (held.ctrlKey && key.length === 1 ? key.toLowerCase() : key), held);
  };
  assert.ok(keys.length > 20);
  for (const key of keys) assert.notEqual(actionFor(pressed(key), "page"), null, key);
  for (const key of typing) if (key !== "Enter") assert.notEqual(actionFor(pressed(key), "typing"), null, key);
});
