import assert from "node:assert/strict";
import { test } from "node:test";

const { Vocabulary, around, difference } = await import(
  new URL("page/scripts/typing/vocabulary.js", process.env.SCRIPTS)
);
const { nearby, nearOnes } = await import(new URL("page/scripts/finding/terms.js", process.env.SCRIPTS));
const { doubtRange, sentenceRange } = await import(new URL("page/scripts/layout.js", process.env.SCRIPTS));

const words = (text, more = {}) =>
  text.split(" ").map((one) => ({ text: ` ${one}`, speaker: "A", doubtful: false, source: { word: one, ...more } }));
const vocabulary = (text, terms = []) => new Vocabulary(words(text), terms);

test("words are offered by their beginning, the most frequent first", () => {
  const known = vocabulary("the station stands still, the stations and the station");
  assert.deepEqual(known.completed("st", 3), ["station", "stands", "still"]);
  assert.deepEqual(known.completed("sta", 1), ["station"]);
  assert.deepEqual(known.completed("", 3), []);
});

test("an offer saves two letters or more, and is none to a word that is one itself", () => {
  assert.deepEqual(vocabulary("then").completed("the", 3), []);
  assert.deepEqual(vocabulary("the the these there").completed("the", 3), []);
});

test("capitals are those that are typed, or those of a name", () => {
  const known = vocabulary("good Kowalczyk", ["Zoe"]);
  assert.deepEqual(known.completed("Go", 1), ["Good"]);
  assert.deepEqual(known.completed("ko", 1), ["Kowalczyk"]);
  assert.deepEqual(known.completed("z", 1), ["Zoe"]);
});

test("words that an engine doubts are not offered", () => {
  assert.deepEqual(new Vocabulary(words("stationary", { probability: 0.2 }), []).completed("st", 3), []);
});

test("words that are written nearly so are offered, the nearest first, with the marks around it", () => {
  const known = vocabulary("stations stations station station stone");
  assert.deepEqual(known.near("stadion,", 5), ["station,", "stations,"]);
  assert.deepEqual(known.near("at", 5), []);
});

test("letters by which words differ are counted up to some share of them", () => {
  assert.equal(difference("kitten", "sitting"), null);
  assert.equal(difference("kowalchek", "kowalczyk"), 2);
  assert.equal(around("“Covalczik”,", "Kowalczyk"), "“Kowalczyk”,");
});

test("terms are found near one word and near several", () => {
  const said = words("with Zoey Covalczik, in Wroclav");
  const terms = ["Zoe Kowalczyk", "Wroclaw"];
  assert.deepEqual(nearby(said, 2, terms), [{ range: [1, 3], text: "Zoe Kowalczyk," }]);
  assert.deepEqual(nearby(said, 4, terms), [{ range: [4, 5], text: "Wroclaw" }]);
  assert.deepEqual(nearOnes(said, terms), [1, 4]);
  assert.deepEqual(nearOnes(words("Wroclaw"), terms), []);
});

test("a sentence ends with its mark, or with its turn", () => {
  const said = words('One two. Three four?" Five');
  assert.deepEqual(sentenceRange(said, [0, 5], 2), [2, 4]);
  assert.deepEqual(sentenceRange(said, [0, 5], 4), [4, 5]);
  assert.deepEqual(sentenceRange(said, [1, 4], 0), [0, 2]);
});

test("words whose speaker is doubted are one stretch, those whose text is doubted are not", () => {
  const said = words("a b c d");
  for (const number of [1, 2]) said[number] = { ...said[number], doubtful: true, source: { speaker_confidence: 0.6 } };
  said[3] = { ...said[3], doubtful: true, source: { probability: 0.2 } };
  assert.deepEqual(doubtRange(said, 2), [1, 3]);
  assert.deepEqual(doubtRange(said, 3), [3, 4]);
});
