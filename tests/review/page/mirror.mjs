// For each line of standard input, {document, edits}, print what the page makes of it: {json, srt, vtt, txt, md}.

import { createInterface } from "node:readline";

const scripts = new URL(process.argv[2]);
const { apply } = await import(new URL("page/scripts/edits.js", scripts));
const { srt, txt, vtt } = await import(new URL("page/scripts/export/formats.js", scripts));
const { md } = await import(new URL("page/scripts/export/markdown.js", scripts));
const { json } = await import(new URL("page/scripts/export/json.js", scripts));

for await (const line of createInterface({ input: process.stdin })) {
  const { document, edits } = JSON.parse(line);
  const edited = edits.reduce(apply, document);
  const said = { json: json(edited), srt: srt(edited), vtt: vtt(edited), txt: txt(edited), md: md(edited) };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
