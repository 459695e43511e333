// @ts-check
// Edits that survive a reload, in the browser's own storage; some browsers deny it to files.

/** @import { Saved } from "./types.js" */

/**
 * Return what was saved under `key`, or null.
 * @param {() => Storage} storage
 * @param {string} key
 * @returns {Saved | null}
 */
export function load(storage, key) {
  try {
    return JSON.parse(storage().getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Save `value`; return whether the browser let us. Nothing to keep is no entry.
 * @param {() => Storage} storage
 * @param {string} key
 * @param {Saved} value
 */
export function save(storage, key, value) {
  try {
    if (value.edits.length) storage().setItem(key, JSON.stringify(value));
    else storage().removeItem(key);
    return true;
  } catch {
    return false;
  }
}
