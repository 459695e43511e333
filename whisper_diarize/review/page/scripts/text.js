// @ts-check
// Text as Python sees it: white space, line breaks, order, rounding. What is exported here must equal what it exports.

import { CONTROLS, DIRECTIONS, LINE_BREAKS, SPACE, SURROGATES } from "./tables.js";

const LEADING = new RegExp(`^[${SPACE}]+`, "u");
const AROUND = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "gu");
const BETWEEN = new RegExp(`[${SPACE}]+`, "u");
const LINE_BREAK = new RegExp(`\\r\\n|[${LINE_BREAKS}]`, "u");
const [everyControl, everySurrogate, everyDirection] = [CONTROLS, SURROGATES, DIRECTIONS].map(
  (ranges) => new RegExp(`[${ranges}]`, "gu"),
);

/** @param {string} text */
export function strip(text) {
  return text.replace(AROUND, "");
}

/**
 * The white space in front of `text`.
 * @param {string} text
 */
export function lead(text) {
  return LEADING.exec(text)?.[0] ?? "";
}

/** @param {string} text */
export function splitWords(text) {
  const stripped = strip(text);
  return stripped ? stripped.split(BETWEEN) : [];
}

/** @param {string} text */
export function encodable(text) {
  return text.replace(everySurrogate, "\ufffd");
}

/**
 * The lines that have something on them, without control characters.
 * @param {string} text
 */
export function cleanLines(text) {
  return encodable(text)
    .split(LINE_BREAK)
    .map((line) => strip(line.replace(everyControl, "").replaceAll("\t", " ")))
    .filter((line) => line);
}

/** @param {string} text */
export function oneLine(text) {
  return cleanLines(text).join(" ");
}

/** @param {string} name */
export function cleanName(name) {
  return oneLine(cleanDirection(name));
}

/**
 * `text` without the controls that turn round what follows them.
 * @param {string} text
 */
export function cleanDirection(text) {
  return text.replace(everyDirection, "");
}

/**
 * Compare by code points.
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
export function compareText(a, b) {
  const [left, right] = [Array.from(a), Array.from(b)];
  const index = left.findIndex((character, i) => character !== right[i]);
  if (index < 0) return left.length - right.length;
  const [one, other] = [left, right].map((characters) => characters[index]?.codePointAt(0) ?? -1);
  return one - other;
}

/**
 * Round to a whole number; of two that are as near, the even one.
 * @param {number} number
 */
export function roundHalfEven(number) {
  const below = Math.floor(number);
  const rest = number - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}

/**
 * Round to three decimals as decimal digits are written; of two that are as near, the even one.
 * @param {number} number
 */
export function rounded(number) {
  const sixteenths = number * 16;
  // only odd sixteenths lie in the middle between two thousandths
  if (Number.isInteger(sixteenths) && sixteenths % 2 !== 0) return roundHalfEven(number * 1000) / 1000;
  return Number(number.toFixed(3));
}
