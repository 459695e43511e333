import assert from "node:assert/strict";
import { test } from "node:test";

const { begin, current, kept, make, redo, restored, undo } = await import(
  new URL("page/scripts/history.js", process.env.SCRIPTS)
);
const { load, save } = await import(new URL("page/scripts/storage.js", process.env.SCRIPTS));

const START = { segments: [], speakers: [{ label: "A", name: "A" }], turns: null, exclusive_turns: null };
const rename = (name) => ({ kind: "rename", label: "A", name });
const nameIn = (history) => current(history).speakers[0].name;

test("undo goes back and redo forth, and no further than there are edits", () => {
  const edited = make(make(begin(START), rename("Ann")), rename("Zoe"));
  assert.equal(nameIn(edited), "Zoe");
  assert.equal(nameIn(undo(edited)), "Ann");
  assert.equal(nameIn(undo(undo(undo(edited)))), "A");
  assert.equal(nameIn(redo(redo(undo(edited)))), "Zoe");
});

test("an edit after undo forgets what was undone", () => {
  const edited = make(undo(make(begin(START), rename("Ann"))), rename("Zoe"));
  assert.equal(nameIn(redo(edited)), "Zoe");
  assert.equal(edited.edits.length, 1);
});

test("what is kept brings back the edits that count", () => {
  const edited = undo(make(make(begin(START), rename("Ann")), rename("Zoe")));
  const saved = JSON.parse(JSON.stringify(kept(edited)));
  assert.equal(nameIn(restored(START, saved)), "Ann");
  assert.equal(nameIn(undo(restored(START, saved))), "A");
});

for (const saved of [
  null,
  3,
  {},
  { version: 2, edits: [] },
  { version: 1, edits: [{ kind: "toString" }, { kind: "?" }] },
]) {
  test(`what was not kept by us changes nothing: ${JSON.stringify(saved)}`, () => {
    assert.equal(restored(START, saved).done, 0);
  });
}

test("edits that apply to nothing are not kept", () => {
  const merge = { kind: "merge", source: "A", target: "gone" };
  assert.equal(make(begin(START), merge).done, 0);
});

function shelf() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
    items,
  };
}

test("what was saved is loaded, and nothing is no entry", () => {
  const storage = shelf();
  assert.equal(
    save(() => storage, "k", { edits: [1] }),
    true,
  );
  assert.deepEqual(
    load(() => storage, "k"),
    { edits: [1] },
  );
  assert.equal(
    save(() => storage, "k", { edits: [] }),
    true,
  );
  assert.equal(storage.items.size, 0);
});

test("storage that is denied, full or broken costs no more than the edits of before", () => {
  const denied = () => {
    throw new DOMException("denied", "SecurityError");
  };
  assert.equal(load(denied, "k"), null);
  assert.equal(save(denied, "k", { edits: [1] }), false);
  assert.equal(
    load(() => ({ getItem: () => "{" }), "k"),
    null,
  );
});
