// @ts-check
// Fitting: edits that were made in one document, made in another of the same recording where they fit. Pure.
//
// A word is found again by its text at the same time, a speaker by talking at the same time. An edit is never made on another
// word, or against a name that was given meanwhile: then it is left, with the reason.

import { anchored, talkOf } from "./anchors.js";
import { effective, textsOfWords } from "./chains.js";
import { apply, single } from "./edits.js";
import { added, commented, moved, parted, rewritten } from "./fitphrases.js";
import { freshLabel } from "./layout.js";
import { People } from "./people.js";
import { inPlace, runs, search, stretch } from "./search.js";
import { strip } from "./text.js";

/** @import { AnchoredEdit, Batch, Document, Fitted, Found, Placing, PlacedText } from "./types.js" */

/** @typedef {{ people: People, texts: Map<number, Set<string>> }} Known */

/**
 * Make the edits of `batches` in `document`, in order, as far as they fit.
 * @param {Document} document
 * @param {Batch[]} batches
 * @returns {Fitted}
 */
export function fitted(document, batches) {
  /** @type {Fitted} */
  const result = { edits: [], fitting: 0, present: 0, unplaced: [] };
  let here = document;
  for (const { talk, edits } of batches) {
    const known = { people: new People(talk, talkOf(here)), texts: textsOfWords(edits) };
    /** @type {AnchoredEdit[]} */
    const left = [];
    for (const edit of effective(edits.flatMap(single))) {
      const placing = placed(here, edit, known);
      for (const one of placing.made) {
        const made = anchored(here, one);
        here = apply(here, made);
        result.edits.push(made);
      }
      if (placing.left) left.push(placing.left);
      else if (placing.made.length) result.fitting += 1;
      else left.push({ ...edit, why: "" });
      if (!placing.left && !placing.made.length) result.present += 1;
    }
    if (left.length) result.unplaced.push({ talk, edits: left });
  }
  return result;
}

/**
 * The edits that do not fit, with the reason; those without one are in the document already.
 * @param {Batch[]} batches
 */
export function misfits(batches) {
  return batches.flatMap(({ edits }) => edits.filter((edit) => edit.why));
}

/**
 * The edit as it is made here; nothing and no rest: the document is so already.
 * @param {Document} here
 * @param {AnchoredEdit} edit
 * @param {Known} known
 * @returns {Placing}
 */
function placed(here, edit, known) {
  switch (edit.kind) {
    case "rename":
      return renamed(here, edit, known);
    case "merge":
      return merged(edit, known);
    case "reassign":
      return reassigned(here, edit, known);
    case "confirm":
      return confirmed(here, edit, known);
    case "correct":
      return corrected(here, edit, known);
    case "rewrite":
      return rewritten(here, edit, known);
    case "begin":
    case "join":
      return parted(here, edit, known);
    case "add":
      return added(here, edit, known);
    case "move":
    case "stretch":
      return moved(here, edit, known);
    case "comment":
      return commented(here, edit);
    case "open":
      return leave(edit, "it was opened in another page: open the file again");
    default:
      return leave(edit, "this page does not know it");
  }
}

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "rename" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
function renamed(here, edit, { people }) {
  const label = people.principal(edit.label);
  const name = here.speakers.find((speaker) => speaker.label === label)?.name;
  if (label === undefined || name === undefined) return leave(edit, `${edit.was ?? edit.label} is not found`);
  if (name === (strip(edit.name) || label)) return { made: [] };
  if (name !== label && name !== edit.was) return leave(edit, `the name is ${name} now`);
  return { made: [{ kind: "rename", label, name: edit.name }] };
}

/**
 * @param {AnchoredEdit & { kind: "merge" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
function merged(edit, { people }) {
  const { source, target } = edit;
  if (people.holder(source) !== undefined && people.holder(source) === people.holder(target)) return { made: [] };
  const [one, other] = [people.principal(source), people.principal(target)];
  if (one === undefined || other === undefined) {
    return leave(edit, `${one === undefined ? source : target} is not found`);
  }
  people.merge(one, other);
  return { made: [{ kind: "merge", source: one, target: other }] };
}

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "reassign" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
function reassigned(here, edit, { people, texts }) {
  const { found, missing } = search(here, edit.words ?? [], texts);
  if (!found.length) return missing.length ? leave(edit, notThere(missing)) : { made: [] };
  const label = receiver(here, edit.label, found, people);
  if (label === undefined) return leave(edit, `${edit.label} is not found`);
  const isPresent = found.every(({ speaker, isChecked }) => isChecked && speaker === label);
  const ranges = missing.length ? runs(found) : stretch(here, found);
  return {
    made: isPresent ? [] : ranges.map(([first, stop]) => ({ kind: "reassign", first, stop, label })),
    left: missing.length ? { ...edit, words: missing, why: notThere(missing) } : undefined,
  };
}

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "confirm" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
function confirmed(here, edit, { people, texts }) {
  const { found, missing } = search(here, edit.words ?? [], texts);
  const same = found.filter(({ speaker, text }) => speaker === people.holder(text[3]));
  const others = found.filter((one) => !same.includes(one)).map(({ text }) => text);
  const open = same.filter(({ isChecked }) => !isChecked);
  const left = [...missing, ...others];
  const why = missing.length ? notThere(missing) : "its speaker is another now";
  return {
    made: runs(open).map(([first, stop]) => ({ kind: "confirm", first, stop })),
    left: left.length ? { ...edit, words: left, why } : undefined,
  };
}

/**
 * @param {Document} here
 * @param {AnchoredEdit & { kind: "correct" }} edit
 * @param {Known} known
 * @returns {Placing}
 */
function corrected(here, edit, { people, texts }) {
  const [text] = edit.words ?? [];
  if (!text) return leave(edit, "it does not say which word");
  const typed = strip(edit.text);
  const { found, missing } = search(here, [text], texts);
  if (missing.length) {
    const now = inPlace(here, text);
    return leave(edit, now === null ? notThere(missing) : `it is “${strip(now)}” now`);
  }
  if (!found.length) return { made: [] }; // taken out here as well
  const [word] = found;
  if (word.speaker !== people.holder(text[3])) return leave(edit, "its speaker is another now");
  if (typed && word.isChecked && strip(word.said) === typed) return { made: [] };
  return { made: [{ kind: "correct", word: word.number, text: edit.text }] };
}

/**
 * The label here of who is given words: a speaker whom an edit made is made here too.
 * @param {Document} here
 * @param {string} label
 * @param {Found[]} found
 * @param {People} people
 */
function receiver(here, label, found, people) {
  const known = people.holder(label);
  if (known !== undefined && known !== null) return known;
  const [{ speaker }] = found;
  const isOne = found.every((one) => one.speaker === speaker && one.isChecked);
  if (people.wasThere(label)) return undefined;
  const fresh = isOne && speaker !== null && !people.isTaken(speaker) ? speaker : freshLabel(here);
  people.add(label, fresh);
  return fresh;
}

/** @param {PlacedText[]} missing */
function notThere(missing) {
  return missing.length === 1 ? "the word is not there" : `${missing.length} words are not there`;
}

/**
 * @param {AnchoredEdit} edit
 * @param {string} why
 * @returns {Placing}
 */
function leave(edit, why) {
  return { made: [], left: { ...edit, why } };
}
