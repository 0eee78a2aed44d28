// The Open XML SDK's validator, kept awake: its first verdict costs nine seconds, each later one about
// one and a half. The argument is the package's index.js.
//
// One request a line on standard input, one answer a line on standard output, both JSON:
// {"answer": […]} or {"error": "why"}. The package's own command prints errors and exits 0 all the
// same, so it is not used.

import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: validate } = await import(pathToFileURL(process.argv[2]));

async function judge({ path, version }) {
  return validate(await readFile(path), "docx", version);
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await judge(JSON.parse(line)).then(
    (answer) => ({ answer }),
    (trouble) => ({ error: String(trouble?.message ?? trouble) }),
  );
  process.stdout.write(JSON.stringify(reply) + "\n");
}
process.exit(0); // the runtime inside the package keeps the process alive otherwise
