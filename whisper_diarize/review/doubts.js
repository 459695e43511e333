// What a person should look at. As doubts.py.

const DOUBTFUL_PROBABILITY = 0.5;
const DOUBTFUL_CONFIDENCE = 0.7;

const SAID = {
  word: (word) => `word unsure (${percent(word.probability)})`,
  speaker: (word) => `speaker unsure (${percent(word.speaker_confidence)})`,
  nobody: () => "nobody was heard here",
};

/** What is doubtful about a word: "word", "speaker", "nobody". */
export function doubts(word) {
  const found = [];
  if (typeof word.probability === "number" && word.probability < DOUBTFUL_PROBABILITY) found.push("word");
  if (typeof word.speaker_confidence === "number" && word.speaker_confidence < DOUBTFUL_CONFIDENCE) {
    found.push("speaker");
  }
  if (word.reason === "nearest" || word.no_speech === true) found.push("nobody");
  return found;
}

/** The same, to read. */
export function explained(word) {
  const found = doubts(word);
  return found.length ? found.map((doubt) => SAID[doubt](word)).join(", ") : "";
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}
