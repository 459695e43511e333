// The characters of the world's scripts: how wide they are, where text without spaces may break, which way it runs.
// As formats/subtitles/scripts.py and direction.py.

// Unicode 14, East_Asian_Width wide and full; a test compares them with Python's
const WIDE_RANGES =
  "\\u1100-\\u115f\\u231a-\\u231b\\u2329-\\u232a\\u23e9-\\u23ec\\u23f0\\u23f3\\u25fd-\\u25fe\\u2614-\\u2615" +
  "\\u2648-\\u2653\\u267f\\u2693\\u26a1\\u26aa-\\u26ab\\u26bd-\\u26be\\u26c4-\\u26c5\\u26ce\\u26d4\\u26ea" +
  "\\u26f2-\\u26f3\\u26f5\\u26fa\\u26fd\\u2705\\u270a-\\u270b\\u2728\\u274c\\u274e\\u2753-\\u2755\\u2757\\u2795-\\u2797" +
  "\\u27b0\\u27bf\\u2b1b-\\u2b1c\\u2b50\\u2b55\\u2e80-\\u303e\\u3041-\\u3247\\u3250-\\u4dbf\\u4e00-\\ua4c6" +
  "\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufad9\\ufe10-\\ufe19\\ufe30-\\ufe6b\\uff01-\\uff60\\uffe0-\\uffe6" +
  "\\u{16fe0}-\\u{1b2fb}\\u{1f004}\\u{1f0cf}\\u{1f18e}\\u{1f191}-\\u{1f19a}\\u{1f200}-\\u{1f320}" +
  "\\u{1f32d}-\\u{1f335}\\u{1f337}-\\u{1f37c}\\u{1f37e}-\\u{1f393}\\u{1f3a0}-\\u{1f3ca}\\u{1f3cf}-\\u{1f3d3}" +
  "\\u{1f3e0}-\\u{1f3f0}\\u{1f3f4}\\u{1f3f8}-\\u{1f43e}\\u{1f440}\\u{1f442}-\\u{1f4fc}\\u{1f4ff}-\\u{1f53d}" +
  "\\u{1f54b}-\\u{1f54e}\\u{1f550}-\\u{1f567}\\u{1f57a}\\u{1f595}-\\u{1f596}\\u{1f5a4}\\u{1f5fb}-\\u{1f64f}" +
  "\\u{1f680}-\\u{1f6c5}\\u{1f6cc}\\u{1f6d0}-\\u{1f6d2}\\u{1f6d5}-\\u{1f6df}\\u{1f6eb}-\\u{1f6ec}" +
  "\\u{1f6f4}-\\u{1f6fc}\\u{1f7e0}-\\u{1f7f0}\\u{1f90c}-\\u{1f93a}\\u{1f93c}-\\u{1f945}\\u{1f947}-\\u{1f9ff}" +
  "\\u{1fa70}-\\u{1faf6}\\u{20000}-\\u{3134a}";
const WIDE = new RegExp(`[${WIDE_RANGES}]`, "u");
const EAST_ASIAN_AND_SUCH =
  "\\u0e00-\\u0fff\\u1000-\\u109f\\u1780-\\u17ff\\u19e0-\\u19ff\\u2e80-\\u30ff\\u3100-\\u312f\\u31a0-\\u33ff" +
  "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff00-\\uff9f\\u{20000}-\\u{3ffff}";
export const UNSPACED = new RegExp(`[${EAST_ASIAN_AND_SUCH}]`, "u");
export const HIRAGANA = /[\u3041-\u309f]/u;
export const KATAKANA = /[\u30a0-\u30ff\uff66-\uff9f]/u;

const NOT_FIRST = new Set(
  "、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝」』】〕〉》〗〙〟’”…‥～〜％℃" +
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶｧｨｩｪｫｯｬｭｮｰ､｡･｣,.!?:;)]}%»ๆฯะาำๅ",
);
const NOT_LAST = new Set("（［｛「『【〔〈《〖〘〝‘“([{«¥$£€＄￥เแโใไ");
const JOINERS = /[\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u;
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LETTER = /[\p{L}\p{Nl}\p{No}]/gu;
const NARROW = /^[\x00-\x7f]*$/;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const MARK = /\p{M}/u;
const MARKS = { R: "\u200f", L: "\u200e" };

export function firstOf(text) {
  return String.fromCodePoint(text.codePointAt(0));
}

export function lastOf(text) {
  const code = text.charCodeAt(text.length - 1);
  return code >= 0xdc00 && code <= 0xdfff ? text.slice(-2) : text.slice(-1);
}

export function isAscii(text) {
  return NARROW.test(text);
}

/** How many columns `text` takes: two for a wide character, none for an accent or a joiner. */
export function columns(text) {
  if (isAscii(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += width(character);
  return sum;
}

function width(character) {
  if (JOINERS.test(character) || NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Whether a line may end between two texts that no space parts. */
export function mayPart(before, after) {
  const [last, first] = [lastOf(before), firstOf(after)];
  if (!UNSPACED.test(last) && !UNSPACED.test(first)) return false;
  return !NOT_LAST.has(last) && !NOT_FIRST.has(first) && !continues(last, first);
}

/** Whether the character `after` makes one with `before`: an accent, or part of an emoji. */
export function continues(before, after) {
  return MARK.test(after) || before === "\u200d" || JOINERS.test(after);
}

/** What to put in front of each line of a cue: the name in front of the first, marks where they are needed. */
export function linePrefixes(lines, name) {
  const label = name === null ? "" : lines[0] ? `${name}: ` : `${name}:`;
  const prefixes = lines.map((_, i) => (i === 0 ? label : ""));
  if (isAscii(label) && lines.every(isAscii)) return prefixes;
  const direction = firstDirection(lines.join(" "));
  if (!direction) return prefixes;
  return prefixes.map((prefix, i) =>
    ["", direction].includes(firstDirection(prefix + lines[i])) ? prefix : MARKS[direction] + prefix,
  );
}

/** `R`, `L` or nothing: which way the first letter of `text` runs. */
export function firstDirection(text) {
  const rtl = RTL.exec(text);
  let ltr = null;
  for (const found of text.matchAll(LETTER)) {
    if (RTL.test(found[0])) continue;
    ltr = found;
    break;
  }
  if (rtl && (!ltr || rtl.index < ltr.index)) return "R";
  return ltr ? "L" : "";
}
