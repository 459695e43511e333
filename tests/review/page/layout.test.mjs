import assert from "node:assert/strict";
import { test } from "node:test";

const layout = await import(new URL("page/scripts/layout.js", process.env.SCRIPTS));
const { doubts, explained } = await import(new URL("doubts.js", process.env.SCRIPTS));

const word = (start, text, more = {}) => ({
  word: text,
  start,
  end: start + 1,
  probability: 0.9,
  reason: "overlap",
  ...more,
});
const segment = (speaker, words) => ({
  speaker_label: speaker,
  start: words[0].start,
  end: words.at(-1).end,
  text: "",
  words,
});
const TALK = {
  speakers: [{ label: "SPEAKER_00" }, { label: "SPEAKER_02" }],
  segments: [
    segment("A", [word(0, " one"), word(1, " two", { probability: 0.2 })]),
    segment("A", [word(2, " three")]),
    segment("B", [word(4, " four", { reason: "nearest" })]),
    { speaker_label: "A", start: 5, end: 6, text: " five", words: [], reason: "overlap" },
  ],
};
const PARAGRAPHS = layout.paragraphs(TALK);
const WORDS = layout.allWords(TALK);

test("what one speaker says until another does is one turn", () => {
  assert.deepEqual(
    PARAGRAPHS.map(({ speaker, opens, turn, first, count }) => [speaker, opens, turn, first, count]),
    [
      ["A", true, 0, 0, 3],
      ["B", true, 1, 3, 1],
      ["A", true, 2, 4, 1],
    ],
  );
});

test("a long turn is several paragraphs, cut between segments", () => {
  const long = Array.from({ length: 5 }, (_, i) =>
    segment(
      "A",
      Array.from({ length: 25 }, (_, j) => word(25 * i + j, " x")),
    ),
  );
  const found = layout.paragraphs({ segments: long });
  assert.deepEqual(
    found.map(({ opens, turn, first, count }) => [opens, turn, first, count]),
    [
      [true, 0, 0, 50],
      [false, 0, 50, 50],
      [false, 0, 100, 25],
    ],
  );
});

test("a person's paragraphs are kept, and their joins", () => {
  const short = [segment("A", [word(0, " x")]), { ...segment("A", [word(1, " y")]), paragraph: true }];
  assert.deepEqual(
    layout.paragraphs({ segments: short }).map(({ opens, first }) => [opens, first]),
    [
      [true, 0],
      [false, 1],
    ],
  );
  const long = Array.from({ length: 3 }, (_, i) => ({
    ...segment(
      "A",
      Array.from({ length: 50 }, (_, j) => word(50 * i + j, " x")),
    ),
    paragraph: i === 1 ? false : null,
  }));
  assert.deepEqual(
    layout.paragraphs({ segments: long }).map(({ first }) => first),
    [0, 100],
  );
});

test("words are all there, in order; a segment without words is one", () => {
  assert.deepEqual(
    WORDS.map(({ text, speaker, doubtful }) => [text, speaker, doubtful]),
    [
      [" one", "A", false],
      [" two", "A", true],
      [" three", "A", false],
      [" four", "B", true],
      [" five", "A", false],
    ],
  );
});

test("the word that runs is the last that has started", () => {
  const order = layout.byStart(WORDS);
  const at = (time) => layout.wordAt(WORDS, order, time);
  assert.deepEqual([-1, 0, 0.5, 1, 3.5, 4, 99].map(at), [0, 0, 0, 1, 2, 3, 4]);
  assert.equal(layout.wordAt([], [], 1), -1);
});

test("words that overlap in time are found by their start", () => {
  const words = [{ start: 3 }, { start: 1 }, { start: 2 }];
  assert.deepEqual(layout.byStart(words), [1, 2, 0]);
  assert.equal(layout.wordAt(words, layout.byStart(words), 2.5), 2);
});

test("turns are stepped through, and no further than there are", () => {
  assert.equal(layout.turnStart(PARAGRAPHS, 1, 1), 3);
  assert.equal(layout.turnStart(PARAGRAPHS, 1, 0), 0);
  assert.equal(layout.turnStart(PARAGRAPHS, 4, 1), 4);
  assert.deepEqual(layout.turnRange(PARAGRAPHS, 1), [0, 3]);
});

test("doubtful words are stepped through, round the end", () => {
  assert.deepEqual([layout.nextIn([1, 3], 1, 1), layout.nextIn([1, 3], 3, 1)], [3, 1]);
  assert.deepEqual([layout.nextIn([1, 3], 1, -1), layout.nextIn([1, 3], 3, -1)], [3, 1]);
  assert.equal(layout.nextIn([], 0, 1), -1);
});

test("a new speaker has a label that nobody has", () => {
  assert.equal(layout.freshLabel(TALK), "SPEAKER_01");
});

test("times are written and spoken as people do", () => {
  assert.deepEqual([0, 65, 3725].map(layout.shortClock), ["0:00", "1:05", "1:02:05"]);
  assert.deepEqual([0, 61, 7200].map(layout.spokenClock), ["0 seconds", "1 minute 1 second", "2 hours"]);
});

test("a word is doubtful for what engines say of it", () => {
  assert.deepEqual(doubts({ probability: 0.5, reason: "overlap" }), []);
  assert.deepEqual(doubts({ probability: 0.49, speaker_confidence: 0.69, reason: "nearest" }), [
    "word",
    "speaker",
    "outside",
  ]);
  assert.deepEqual(doubts({ probability: null, speaker_confidence: null, reason: "checked" }), []);
  assert.equal(explained({ probability: 0.25, reason: "nearest" }), "word unsure (25 %), nobody was heard here");
});
