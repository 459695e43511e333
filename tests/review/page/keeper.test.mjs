import assert from "node:assert/strict";
import { test } from "node:test";

const { Keeper } = await import(new URL("page/scripts/keeper.js", process.env.SCRIPTS));
const { State } = await import(new URL("page/scripts/state.js", process.env.SCRIPTS));
const { listed } = await import(new URL("page/scripts/unplaced.js", process.env.SCRIPTS));

const RECORDING = "whisper-diarize:recording:talk.wav:40";

function talk(texts = ["one", "two"]) {
  const words = texts.map((text, i) => ({
    word: ` ${text}`,
    start: i,
    end: i + 0.9,
    speaker_label: "A",
    reason: "overlap",
    other_speakers: [],
  }));
  const segment = { start: 0, end: 2, text: "", speaker_label: "A", reason: "overlap", words, tokens: [] };
  return {
    segments: [segment],
    speakers: [{ label: "A", name: "A" }],
    turns: null,
    exclusive_turns: null,
    duration: 4,
  };
}

function shelf() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
    items,
  };
}

function tab(storage, document = talk(), key = "hash") {
  const state = new State(document);
  const keeper = new Keeper({ state, storage: () => storage, about: { key, identity: "talk.wav:40" } });
  assert.equal(keeper.open(), "");
  const words = () => state.words.map((word) => word.text.trim()).join(" ");
  const edit = (word, text) => {
    state.edit({ kind: "correct", word, text });
    return keeper.keep();
  };
  return { state, keeper, words, edit };
}

test("edits are kept by the recording, and are there in the next page of the same document", () => {
  const storage = shelf();
  assert.equal(tab(storage).edit(0, "1"), "");
  assert.deepEqual([...storage.items.keys()], [RECORDING]);
  const { words, keeper } = tab(storage);
  assert.deepEqual([words(), keeper.carried], ["1 two", null]);
});

test("edits undone to the last leave no entry", () => {
  const storage = shelf();
  const { edit, state, keeper } = tab(storage);
  edit(0, "1");
  state.undo();
  assert.equal(keeper.keep(), "");
  assert.equal(storage.items.size, 0);
});

test("edits that were kept by the document's hash are found, and kept by the recording from then on", () => {
  const storage = shelf();
  const before = { version: 1, edits: [{ kind: "correct", word: 0, text: "1" }] };
  storage.setItem("whisper-diarize:hash", JSON.stringify(before));
  const { words, edit } = tab(storage);
  assert.equal(words(), "1 two");
  edit(1, "2");
  assert.deepEqual([...storage.items.keys()], [RECORDING]);
  assert.equal(tab(storage).words(), "1 2");
});

test("edits of both ages are put together", () => {
  const storage = shelf();
  tab(storage, talk(["one", "tow"]), "other").edit(0, "1");
  const before = { version: 1, edits: [{ kind: "correct", word: 1, text: "2" }] };
  storage.setItem("whisper-diarize:hash", JSON.stringify(before));
  assert.equal(tab(storage).words(), "1 2");
});

test("edits of another document are made where they fit; opening a page changes nothing that is kept", () => {
  const storage = shelf();
  const first = tab(storage);
  first.edit(0, "1");
  first.edit(1, "2");
  const kept = storage.getItem(RECORDING);
  const { words, keeper } = tab(storage, talk(["one", "tow"]), "new");
  assert.deepEqual([words(), keeper.carried.fitting], ["1 tow", 1]);
  assert.deepEqual(
    listed(keeper.misfits).map(({ time, text, why }) => [time, text, why]),
    [[1, "“two” becomes “2”", "it is “tow” now"]],
  );
  assert.equal(storage.getItem(RECORDING), kept);
});

test("what does not fit stays through new edits, and fits again in its own document", () => {
  const storage = shelf();
  const first = tab(storage);
  first.edit(0, "1");
  first.edit(1, "2");
  tab(storage, talk(["one", "tow"]), "new").edit(1, "too");
  assert.equal(tab(storage).words(), "1 2");
});

test("edits are taken back without those that were made since", () => {
  const storage = shelf();
  tab(storage).edit(0, "1");
  const { words, keeper, edit } = tab(storage, talk(["one", "tow"]), "new");
  edit(1, "too");
  assert.equal(keeper.takeBack(), "");
  assert.deepEqual([words(), keeper.misfits.length], ["one too", 1]);
  const again = tab(storage, talk(["one", "tow"]), "new");
  assert.deepEqual([again.words(), again.keeper.misfits[0].why], ["one too", "you took it back"]);
  again.keeper.tryAgain();
  assert.deepEqual([again.words(), again.keeper.misfits.length], ["1 too", 0]);
});

test("what does not fit can be thrown away", () => {
  const storage = shelf();
  tab(storage).edit(1, "2");
  const { keeper } = tab(storage, talk(["one", "tow"]), "new");
  assert.equal(keeper.throwAway(), "");
  assert.equal(storage.items.size, 0);
});

test("the tab that comes later does not replace the edits of the other", () => {
  const storage = shelf();
  const [one, other] = [tab(storage), tab(storage)];
  assert.equal(one.edit(0, "1"), "");
  assert.match(other.edit(1, "2"), /another tab/);
  assert.equal(tab(storage).words(), "1 two");
  assert.equal(other.keeper.elsewhere.edits.length, 1);
});

test("what is taken over comes first, and what was made here on top", () => {
  const storage = shelf();
  const [one, other] = [tab(storage), tab(storage)];
  one.edit(0, "1");
  other.edit(1, "2");
  assert.equal(other.keeper.takeOver(), "");
  assert.deepEqual([other.words(), other.keeper.elsewhere, tab(storage).words()], ["1 2", null, "1 2"]);
  assert.notEqual(one.keeper.elsewhere, null);
});

test("where both changed one word, theirs is taken over and the other is listed", () => {
  const storage = shelf();
  const [one, other] = [tab(storage), tab(storage)];
  one.edit(0, "1");
  other.edit(0, "I");
  other.keeper.takeOver();
  assert.deepEqual([other.words(), other.keeper.misfits[0].why], ["1 two", "it is “1” now"]);
});

test("what another tab took back is gone after it is taken over", () => {
  const storage = shelf();
  const [one, other] = [tab(storage), tab(storage)];
  one.edit(0, "1");
  other.keeper.takeOver();
  one.state.undo();
  one.keeper.keep();
  other.keeper.takeOver();
  assert.deepEqual([other.words(), other.keeper.elsewhere], ["one two", null]);
});

test("where this tab's are kept, those of the other are listed", () => {
  const storage = shelf();
  const [one, other] = [tab(storage), tab(storage)];
  one.edit(0, "1");
  other.edit(1, "2");
  assert.equal(other.keeper.keepMine(), "");
  assert.deepEqual([other.words(), other.keeper.misfits[0].why], ["one 2", "made in another tab"]);
  assert.equal(tab(storage).words(), "one 2");
});

test("storage that is full, or denied, is said", () => {
  const failing = (name) => ({
    ...shelf(),
    setItem: () => {
      throw new DOMException("no", name);
    },
  });
  const state = new State(talk());
  const about = { key: "hash", identity: "talk.wav:40" };
  const full = new Keeper({ state, storage: () => failing("QuotaExceededError"), about });
  assert.match(full.open(), /full/);
  state.edit({ kind: "correct", word: 0, text: "1" });
  assert.match(full.keep(), /full/);
  assert.match(new Keeper({ state, storage: () => failing("SecurityError"), about }).open(), /keeps nothing/);
});
