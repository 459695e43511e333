import assert from "node:assert/strict";
import { test } from "node:test";

const { begin, current, kept, make, redo, restored, undo } = await import(
  new URL("page/scripts/history.js", process.env.SCRIPTS)
);
const { asSaved, asSavedBefore } = await import(new URL("page/scripts/kept.js", process.env.SCRIPTS));
const { load, probe, revision, save } = await import(new URL("page/scripts/storage.js", process.env.SCRIPTS));

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
  assert.deepEqual(saved, [{ ...rename("Ann"), was: "A" }]);
  assert.equal(nameIn(restored(START, saved)), "Ann");
  assert.equal(nameIn(undo(restored(START, saved))), "A");
});

const WHOLE = { version: 2, revision: "r", document: "d", talk: [[0, 1, "A"]], edits: [], unplaced: [] };

for (const broken of [
  null,
  3,
  {},
  { ...WHOLE, version: 3 },
  { ...WHOLE, revision: null },
  { ...WHOLE, talk: [[0, 1]] },
  { ...WHOLE, edits: [{ kind: "toString" }] },
  { ...WHOLE, edits: [{ kind: "rename", label: "A" }] },
  { ...WHOLE, edits: [{ kind: "confirm", first: 0, stop: 1, words: [[0, 1, 2, 3]] }] },
  { ...WHOLE, unplaced: [{ edits: [] }] },
]) {
  test(`what was not kept by us is not taken: ${JSON.stringify(broken)}`, () => {
    assert.equal(asSaved(broken), null);
    assert.notEqual(asSaved(WHOLE), null);
  });
}

test("what pages kept before is taken without what is no edit", () => {
  const edits = [{ kind: "?" }, rename("Ann"), { kind: "merge" }];
  assert.deepEqual(asSavedBefore({ version: 1, edits }), { version: 1, edits: [rename("Ann")] });
  assert.equal(asSavedBefore({ version: 1 }), null);
});

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
    null,
  );
  assert.deepEqual(
    load(() => storage, "k"),
    { edits: [1] },
  );
  assert.equal(
    save(() => storage, "k", null),
    null,
  );
  assert.equal(
    probe(() => storage),
    null,
  );
  assert.equal(storage.items.size, 0);
});

test("the revision of what is stored is its first field", () => {
  const storage = shelf();
  const stored = () => revision(() => storage, "k");
  assert.equal(stored(), null);
  save(() => storage, "k", { ...WHOLE, revision: undefined });
  assert.equal(stored(), null);
  save(() => storage, "k", { revision: "r-1", ...WHOLE, edits: [{ revision: "no" }] });
  assert.equal(stored(), "r");
  assert.equal(
    revision(() => {
      throw new DOMException("denied", "SecurityError");
    }, "k"),
    null,
  );
});

test("storage that is denied, full or broken costs no more than the edits of before", () => {
  const denied = () => {
    throw new DOMException("denied", "SecurityError");
  };
  const full = () => ({
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  assert.equal(load(denied, "k"), null);
  assert.deepEqual([save(denied, "k", 1), save(full, "k", 1), probe(denied)], ["denied", "full", "denied"]);
  assert.equal(
    load(() => ({ getItem: () => "{" }), "k"),
    null,
  );
});
