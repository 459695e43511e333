// Shapes of the values that the scripts pass on.

/** The document: our JSON (formats/schema.json), without the copies `text` and `word_segments`. */
export interface Document {
  name: string;
  duration: number;
  text: string;
  segments: Segment[];
  word_segments: Word[];
  speakers: Speaker[];
  turns: Turn[] | null;
  exclusive_turns: Turn[] | null;
  recording: string | null;
  comments: Comment[];
}

/** On the words that are said in a stretch of time; without text, they are highlighted. */
export interface Comment {
  start: number;
  end: number;
  text: string;
}

export interface Segment {
  id: number;
  seek: number | null;
  start: number;
  end: number;
  text: string;
  speaker: string | null;
  speaker_label: string | null;
  reason: string;
  paragraph: boolean | null;
  channel: number | null;
  words: Word[];
  tokens: number[];
  temperature: number | null;
  avg_logprob: number | null;
  compression_ratio: number | null;
  no_speech_prob: number | null;
  echo: boolean;
}

export interface Word {
  word: string;
  start: number;
  end: number;
  probability: number | null;
  score: number | null;
  speaker: string | null;
  speaker_label: string | null;
  reason: string;
  gap: number;
  interpolated: boolean;
  speaker_confidence: number | null;
  runner_up: string | null;
  overlap: boolean;
  other_speakers: string[];
  no_speech: boolean;
  channel: number | null;
}

export interface Match {
  name: string | null;
  score: number | null;
  margin: number | null;
  status: string;
}

export interface Speaker {
  label: string;
  name: string;
  match: Match | null;
  seconds: number;
  turns: number;
  words: number;
}

export interface Turn {
  start: number;
  end: number;
  speaker: string;
  speaker_label: string;
  channel: number | null;
}

export type Edit =
  | { kind: "rename"; label: string; name: string }
  | { kind: "merge"; source: string; target: string }
  | { kind: "reassign"; first: number; stop: number; label: string }
  | { kind: "confirm"; first: number; stop: number }
  | { kind: "correct"; word: number; text: string }
  | { kind: "rewrite"; first: number; stop: number; text: string }
  | { kind: "begin"; word: number }
  | { kind: "join"; word: number }
  | { kind: "add"; start: number; end: number; label: string; text: string }
  | { kind: "move"; label: string; start: number; end: number; from: number; to: number }
  | { kind: "stretch"; label: string; start: number; end: number; from: number; to: number }
  | { kind: "comment"; start: number; end: number; text: string | null }
  | { kind: "open"; document: Document }
  | { kind: "group"; edits: AnchoredEdit[] };

/** The document after each edit; `done` edits of all that were made count now. */
export interface History {
  documents: Document[];
  edits: Edit[];
  done: number;
}

/** A word as it was when it was edited: start, end, text, and the label of its speaker. */
export type PlacedText = [number, number, string, string | null];

/** When speakers talk: start, end, label. */
export type Talk = [number, number, string][];

/** An edit with what it was about: the words, or the name before; `why` it was not made here ("": there is no need). */
export type AnchoredEdit = Edit & { words?: PlacedText[]; was?: string; why?: string };

/** Edits that were made in a document where the speakers talked so. */
export interface Batch {
  talk: Talk;
  edits: AnchoredEdit[];
}

/** What the browser keeps of a recording: edits of the document with this hash, and those that it had no place for. */
export interface Saved {
  version: 2;
  revision: string;
  document: string;
  talk: Talk;
  edits: AnchoredEdit[];
  unplaced: Batch[];
}

/** As pages kept it before, for one document. */
export interface SavedBefore {
  version: 1;
  edits: Edit[];
}

/** A word that was found again: its number here, what it says, who says it, whether a person has checked it. */
export interface Found {
  number: number;
  said: string;
  speaker: string | null;
  isChecked: boolean;
  text: PlacedText;
}

/** An edit as it is made in another document, and what is left of it. */
export interface Placing {
  made: Edit[];
  left?: AnchoredEdit;
}

/** Edits that were fitted: how many are made, how many need not be, and what was not made. */
export interface Fitted {
  edits: AnchoredEdit[];
  fitting: number;
  present: number;
  unplaced: Batch[];
}

/** How a page begins: its edits, those without a place; and how edits of another document were fitted, if any were. */
export interface Opening {
  edits: Edit[];
  unplaced: Batch[];
  carried: Fitted | null;
}

/** As in doubts.py: not sure of the word, of its speaker; outside all turns. */
export type Doubt = "word" | "speaker" | "outside";

/** A word to read: a word, or a segment without word times (`isSegment`). */
export interface Unit {
  word: string;
  start: number;
  end: number;
  reason: string;
  probability: number | null;
  speaker_confidence?: number | null;
  no_speech?: boolean;
  overlap?: boolean;
  isSegment?: boolean;
}

/** Some segments of a turn, shown as one block; `first` is the number of its first word. */
export interface Paragraph {
  speaker: string | null;
  opens: boolean;
  turn: number;
  first: number;
  count: number;
  start: number;
  segments: Segment[];
}

/** A word in its place in the layout. */
export interface PlacedWord {
  speaker: string | null;
  text: string;
  start: number;
  end: number;
  doubtful: boolean;
  source: Unit;
}

/** A speaker as shown, with a name or a number: `mark` is a digit to press, `colour` the number of a style. */
export interface Person {
  label: string | null;
  name: string;
  isNamed: boolean;
  colour: number;
  mark: string;
  seconds: number;
}

/** A speaker of the document. */
export interface KnownPerson extends Person {
  label: string;
}

/** The element of a word. */
export type WordSpan = HTMLSpanElement;

/** Facts about the recording that came with the page; the hash of the document, and the recording's identity. */
export interface About {
  key: string;
  identity: string;
  name: string;
  link: string | null;
  type: string;
  /** How loud it is in equal stretches of the recording: bytes in base64, the square roots of peaks. */
  peaks?: string;
  /** The terms of a glossary. */
  terms?: string[];
}

/** A cue: times in milliseconds. */
export interface Cue {
  start: number;
  end: number;
  lines: string[];
  speaker: string | null;
}

/** Pieces of a run in parallel lists; times in milliseconds, never going back; `stops` end a segment. */
export interface Run {
  label: string | null;
  texts: string[];
  widths: number[];
  spaces: number[];
  starts: number[];
  ends: number[];
  stops: number[];
}

/** Widths of stretches of a run, as sums, and the costs of breaks after its pieces. */
export interface Measure {
  run: Run;
  costs: number[];
  spaces: number[];
  sums: number[];
}

/** Rules of cues: columns, lines, and milliseconds; `readingSpeed` in columns per second. */
export interface Rules {
  width: number;
  lines: number;
  longest: number;
  shortest: number;
  readingSpeed: number;
}

/** The number of the first word, and of the first after the last. */
export type WordRange = [number, number];

/** The first piece, and the one after the last. */
export type Stretch = [number, number];
