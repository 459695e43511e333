// tables.js is made by tables.py; a string of ranges is for a character class with the flag `u`.

export const SENTENCE_ENDS: string;
export const CLAUSE_ENDS: string;
export const CLOSERS: string;
export const ABBREVIATIONS: string[];
export const SPACE_BEFORE: string;
export const SPACE_AFTER: string;
export const UNSPACED: string;
export const HIRAGANA: string;
export const KATAKANA: string;
export const NOT_FIRST: string;
export const NOT_LAST: string;
export const JOINERS: string;
export const RIGHT_TO_LEFT: string;
export const CONTROLS: string;
export const SURROGATES: string;
export const DIRECTIONS: string;
export const WIDE: string;
export const SPACE: string;
export const LINE_BREAKS: string;
