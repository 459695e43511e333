// @ts-check
// Words of before and after a change, aligned: the longest common subsequence. As alignment.py.

const MAX_CELLS = 250_000; // the largest table that is filled; of longer texts only beginning and end are aligned

/**
 * The pairs of places at which both say the same, in order, as many as there can be.
 * @param {string[]} before
 * @param {string[]} after
 * @returns {[number, number][]}
 */
export function matches(before, after) {
  const first = common(before, after);
  const last = common(before.slice(first).reverse(), after.slice(first).reverse());
  const middle = tableMatches(before.slice(first, before.length - last), after.slice(first, after.length - last));
  /** @type {[number, number][]} */
  const found = [];
  for (let i = 0; i < first; i += 1) found.push([i, i]);
  for (const [i, j] of middle) found.push([first + i, first + j]);
  for (let i = last; i > 0; i -= 1) found.push([before.length - i, after.length - i]);
  return found;
}

/**
 * The number of words with which both begin.
 * @param {string[]} before
 * @param {string[]} after
 */
function common(before, after) {
  let count = 0;
  while (count < Math.min(before.length, after.length) && before[count] === after[count]) count += 1;
  return count;
}

/**
 * @param {string[]} before
 * @param {string[]} after
 * @returns {[number, number][]}
 */
function tableMatches(before, after) {
  const [rows, columns] = [before.length, after.length];
  if (rows * columns > MAX_CELLS) return [];
  const longest = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      const isSame = before[i] === after[j];
      longest[i][j] = isSame ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  /** @type {[number, number][]} */
  const found = [];
  let [i, j] = [0, 0];
  while (i < rows && j < columns) {
    if (before[i] === after[j]) {
      found.push([i, j]);
      i += 1;
      j += 1;
    } else if (longest[i + 1][j] >= longest[i][j + 1]) i += 1;
    else j += 1;
  }
  return found;
}
