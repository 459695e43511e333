// @ts-check
// Edits that survive a reload, in the browser's own storage; some browsers deny it to files, and it may be full.

/** @typedef {"denied" | "full"} Problem */

const REVISION = /^\{"revision":"([^"]*)"/; // the first field
const PROBE = "whisper-diarize:probe";

/**
 * Return what is stored under `key`, or null.
 * @param {() => Storage} storage
 * @param {string} key
 * @returns {unknown}
 */
export function load(storage, key) {
  try {
    return JSON.parse(storage().getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Return the revision of what is stored under `key`, without reading all of it; null: there is none.
 * @param {() => Storage} storage
 * @param {string} key
 */
export function revision(storage, key) {
  try {
    return REVISION.exec(storage().getItem(key) ?? "")?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * Store `value`, or nothing if it is null; return why the browser did not let us, or null.
 * @param {() => Storage} storage
 * @param {string} key
 * @param {unknown} value
 * @returns {Problem | null}
 */
export function save(storage, key, value) {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
    return null;
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    return isFull ? "full" : "denied";
  }
}

/**
 * Try whether the browser stores anything; return why it does not, or null.
 * @param {() => Storage} storage
 * @returns {Problem | null}
 */
export function probe(storage) {
  return save(storage, PROBE, 1) ?? save(storage, PROBE, null);
}
