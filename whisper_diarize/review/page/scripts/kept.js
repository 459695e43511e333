// @ts-check
// What the browser keeps of a recording, and how a page begins with it: as it was, or fitted to another document. Pure.

import { talkOf } from "./anchors.js";
import { fitted } from "./fitting.js";
import { current, kept, restored } from "./history.js";

/** @import { AnchoredEdit, Batch, Document, Opening, PlacedText, Saved, SavedBefore } from "./types.js" */

/**
 * Begin a page of `original`, whose hash is `key`.
 * @param {Document} original
 * @param {string} key
 * @param {Saved | null} saved of the recording
 * @param {SavedBefore | null} before of this very document, as pages kept it before
 * @returns {Opening}
 */
export function opening(original, key, saved, before) {
  const mine = before ? kept(restored(original, before.edits)) : [];
  if (!saved) return { edits: mine, unplaced: [], carried: null };
  if (saved.document === key && !before) return { edits: saved.edits, unplaced: saved.unplaced, carried: null };
  const batches = [...saved.unplaced, { talk: saved.talk, edits: saved.edits }];
  const carried = fitted(original, mine.length ? [{ talk: talkOf(original), edits: mine }, ...batches] : batches);
  return { edits: carried.edits, unplaced: carried.unplaced, carried };
}

/**
 * The edits of another tab, and on top of them those of this one that fit.
 * @param {Document} original
 * @param {string} key
 * @param {AnchoredEdit[]} mine
 * @param {Saved} theirs
 * @returns {Opening}
 */
export function together(original, key, mine, theirs) {
  const base = opening(original, key, theirs, null);
  if (!mine.length) return { ...base, carried: null };
  const here = current(restored(original, base.edits));
  const carried = refitted(here, { talk: talkOf(original), edits: mine });
  return { edits: [...base.edits, ...carried.edits], unplaced: [...base.unplaced, ...carried.unplaced], carried };
}

/**
 * The edits of this page made again in a document; those that need not be made are forgotten.
 * @param {Document} document
 * @param {Batch[]} batches
 */
export function refitted(document, ...batches) {
  const found = fitted(document, batches);
  const needed = found.unplaced.map(({ talk, edits }) => ({ talk, edits: edits.filter((edit) => edit.why) }));
  return { ...found, unplaced: needed.filter(({ edits }) => edits.length) };
}

/**
 * The edits after those that both begin with.
 * @param {AnchoredEdit[]} edits
 * @param {AnchoredEdit[]} others
 */
export function beyond(edits, others) {
  const first = edits.findIndex((edit, i) => JSON.stringify(edit) !== JSON.stringify(others[i]));
  return first < 0 ? [] : edits.slice(first);
}

/**
 * A batch that is left, for one reason.
 * @param {Batch} batch
 * @param {string} why
 * @returns {Batch[]}
 */
export function leftFor({ talk, edits }, why) {
  return edits.length ? [{ talk, edits: edits.map((edit) => ({ ...edit, why })) }] : [];
}

/**
 * What was stored, if a page of this version stored it.
 * @param {unknown} value
 * @returns {Saved | null}
 */
export function asSaved(value) {
  const { version, revision, document, unplaced, ...batch } = record(value);
  const isOurs = version === 2 && typeof revision === "string" && typeof document === "string";
  const isWhole = isBatch(batch) && Array.isArray(unplaced) && unplaced.every(isBatch);
  return isOurs && isWhole ? /** @type {Saved} */ (value) : null;
}

/**
 * What was stored, if a page of the version before stored it.
 * @param {unknown} value
 * @returns {SavedBefore | null}
 */
export function asSavedBefore(value) {
  const { version, edits } = record(value);
  return version === 1 && Array.isArray(edits) ? { version: 1, edits: edits.filter(isEdit) } : null;
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function record(value) {
  return typeof value === "object" && value !== null ? /** @type {Record<string, unknown>} */ (value) : {};
}

/** @param {unknown} value */
function isBatch(value) {
  const { talk, edits } = record(value);
  const isTalk = (/** @type {unknown} */ one) => Array.isArray(one) && isKind(one, ["number", "number", "string"]);
  return Array.isArray(talk) && talk.every(isTalk) && Array.isArray(edits) && edits.every(isEdit);
}

/** @type {Record<string, Record<string, string>>} */
const FIELDS = {
  rename: { label: "string", name: "string" },
  merge: { source: "string", target: "string" },
  reassign: { first: "number", stop: "number", label: "string" },
  confirm: { first: "number", stop: "number" },
  correct: { word: "number", text: "string" },
  rewrite: { first: "number", stop: "number", text: "string" },
  begin: { word: "number" },
  join: { word: "number" },
  add: { start: "number", end: "number", label: "string", text: "string" },
  move: { label: "string", start: "number", end: "number", from: "number", to: "number" },
  comment: { start: "number", end: "number" },
  open: { document: "object" },
  group: {},
};

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isEdit(value) {
  const { kind, words = [], was = "", ...fields } = record(value);
  if (typeof kind !== "string" || !Object.hasOwn(FIELDS, kind)) return false;
  if (kind === "group") return Array.isArray(fields.edits) && fields.edits.every(isEdit);
  if (kind === "comment" && fields.text !== null && typeof fields.text !== "string") return false;
  const hasFields = Object.entries(FIELDS[kind]).every(([name, type]) => typeof fields[name] === type);
  return hasFields && typeof was === "string" && Array.isArray(words) && words.every(isPlacedText);
}

/**
 * @param {unknown} value
 * @returns {value is PlacedText}
 */
function isPlacedText(value) {
  if (!Array.isArray(value)) return false;
  return isKind(value, ["number", "number", "string"]) && (value[3] === null || typeof value[3] === "string");
}

/**
 * @param {unknown[]} values
 * @param {string[]} kinds
 */
function isKind(values, kinds) {
  return kinds.every((kind, i) => typeof values[i] === kind);
}
