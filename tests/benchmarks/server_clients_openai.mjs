// Requests of OpenAI's client for Node, for server_clients.py: the cases come as JSON on standard input, the answers go
// out as JSON. It lies beside `node_modules` when it runs.

import { createReadStream, readFileSync } from "node:fs";
import OpenAI from "openai";

const { url, path, fields, route } = JSON.parse(readFileSync(0, "utf8"));
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none" });

function body() {
  const found = { file: createReadStream(path) };
  for (const [name, value] of fields) {
    const bare = name.replace("[]", "");
    if (name.endsWith("[]")) found[bare] = [...(found[bare] ?? []), value];
    else found[bare] = name === "stream" ? value === "true" : value;
  }
  return found; // fields of ours go along as they are
}

async function ask() {
  const { audio } = client;
  const asked = body();
  const answer = await (route.endsWith("translations") ? audio.translations : audio.transcriptions).create(asked);
  if (!asked.stream) return typeof answer === "string" ? answer : JSON.stringify(answer, null, 1);
  let said = "";
  for await (const event of answer) said += JSON.stringify(event, null, 1);
  return said;
}

try {
  process.stdout.write(JSON.stringify({ status: 200, text: await ask() }));
} catch (error) {
  if (!(error instanceof OpenAI.APIError) || !error.status) throw error;
  process.stdout.write(JSON.stringify({ status: error.status, text: JSON.stringify(error.error, null, 1) }));
}
