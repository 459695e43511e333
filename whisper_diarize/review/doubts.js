// @ts-check
// Doubtful words: those that a person should look at. As doubts.py.

/** @import { Doubt, Unit } from "./page/scripts/types.js" */

const DOUBTFUL_PROBABILITY = 0.5;
const DOUBTFUL_CONFIDENCE = 0.7;

/** @type {Record<Doubt, (word: Unit) => string>} */
const EXPLANATIONS = {
  word: (word) => `word unsure (${percent(word.probability)})`,
  speaker: (word) => `speaker unsure (${percent(word.speaker_confidence)})`,
  outside: () => "nobody was heard here",
};

/**
 * All doubts about a word: "word", "speaker", "outside".
 * @param {Unit} word
 * @returns {Doubt[]}
 */
export function doubts(word) {
  /** @type {Doubt[]} */
  const found = [];
  if (typeof word.probability === "number" && word.probability < DOUBTFUL_PROBABILITY) found.push("word");
  if (typeof word.speaker_confidence === "number" && word.speaker_confidence < DOUBTFUL_CONFIDENCE) {
    found.push("speaker");
  }
  if (word.reason === "nearest" || word.no_speech === true) found.push("outside");
  return found;
}

/**
 * The same, to read.
 * @param {Unit} word
 * @returns {string}
 */
export function explained(word) {
  const found = doubts(word);
  return found.length ? found.map((doubt) => EXPLANATIONS[doubt](word)).join(", ") : "";
}

/** @param {number | null | undefined} share */
function percent(share) {
  return `${Math.round((share ?? 0) * 100)} %`;
}
