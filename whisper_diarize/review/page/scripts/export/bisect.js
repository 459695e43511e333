// @ts-check
// Places in ordered lists, as Python's bisect finds them.

/**
 * The place for `value` in the ordered `values`, after its equals.
 * @param {number[]} values
 * @param {number} value
 * @param {number} from
 * @param {number} to
 */
export function bisectRight(values, value, from, to) {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < values[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The place for `value` in the ordered `values`, before its equals.
 * @param {number[]} values
 * @param {number} value
 * @param {number} from
 * @param {number} to
 */
export function bisectLeft(values, value, from, to) {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
