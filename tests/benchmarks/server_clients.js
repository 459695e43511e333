// Requests of Node's fetch for server_clients.py: the cases come as JSON on standard input, the answers go out as JSON.

const { url, path, cases } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const file = new Blob([require("node:fs").readFileSync(path)]);

async function ask(fields, route) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  form.append("file", file, "talk.wav");
  const answer = await fetch(`${url}${route}`, { method: "POST", body: form, headers: { Authorization: "Bearer none" } });
  return { status: answer.status, text: await answer.text() };
}

async function main() {
  const answers = [];
  for (const { fields, route } of cases) answers.push(await ask(fields, route));
  process.stdout.write(JSON.stringify(answers));
}

main();
