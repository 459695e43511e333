// Edits that survive a reload, in the browser's own storage; some browsers deny it to files.

/** Return what was saved under `key`, or null. */
export function load(storage, key) {
  try {
    return JSON.parse(storage().getItem(key));
  } catch {
    return null;
  }
}

/** Save `value`; return whether the browser let us. Nothing to keep is no entry. */
export function save(storage, key, value) {
  try {
    if (value.edits.length) storage().setItem(key, JSON.stringify(value));
    else storage().removeItem(key);
    return true;
  } catch {
    return false;
  }
}
