// @ts-check
// Filters: the words that are listed and stepped through. Pure.

import { doubts } from "../../../doubts.js";
import { nearOnes } from "./terms.js";

/** @import { Comment, PlacedWord, WordRange } from "../types.js" */

/** @type {Record<string, { title: string, none: string }>} */
export const FILTERS = {
  doubtful: { title: "Doubtful words", none: "None: every word was clear, or has been checked." },
  word: { title: "Words unsure", none: "Every word was clear, or has been checked." },
  speaker: { title: "Speakers unsure", none: "Every speaker was clear, or has been checked." },
  overlap: { title: "Several talk", none: "No words are said while others talk." },
  terms: { title: "Nearly a term", none: "No word is nearly one of the glossary, or there is none (--glossary)." },
  comments: { title: "Comments", none: "There are no comments: m makes one." },
};

/**
 * The numbers of the words that a filter lists: a kind above, or the words with which a speaker's turns begin.
 * @param {PlacedWord[]} words
 * @param {string} filter
 * @param {WordRange[]} commented
 * @param {string[]} terms of a glossary
 */
export function listed(words, filter, commented, terms) {
  if (filter === "terms") return nearOnes(words, terms);
  if (filter === "comments")
    return [...new Set(commented.map(([first]) => first).filter((first) => first >= 0))].sort((a, b) => a - b);
  /** @type {number[]} */
  const found = [];
  const label = filter.startsWith("label:") ? filter.slice(6) : null;
  for (const [number, word] of words.entries()) {
    const opens = word.speaker === label && (number === 0 || words[number - 1].speaker !== label);
    if (label === null ? belongs(word, filter) : opens) found.push(number);
  }
  return found;
}

/**
 * @param {PlacedWord} word
 * @param {string} filter
 */
function belongs({ doubtful, source }, filter) {
  if (filter === "overlap") return source.overlap === true;
  if (filter === "doubtful" || !doubtful) return doubtful;
  const found = doubts(source);
  return filter === "word" ? found.includes("word") : found.some((doubt) => doubt !== "word");
}

/**
 * The words of each comment: those that lie in its time; an empty range if none do.
 * @param {PlacedWord[]} words
 * @param {number[]} order of the words by their start
 * @param {Comment[]} comments
 * @returns {WordRange[]}
 */
export function wordsOfComments(words, order, comments) {
  return comments.map(({ start, end }) => {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[order[middle]].start < start) low = middle + 1;
      else high = middle;
    }
    const inside = [];
    for (; low < order.length && words[order[low]].start <= end; low += 1) {
      if (words[order[low]].end <= end) inside.push(order[low]);
    }
    return inside.length ? [Math.min(...inside), Math.max(...inside) + 1] : [-1, -1];
  });
}
