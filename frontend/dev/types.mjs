// Writes src/api/schema.ts from the OpenAPI document of the checkout's own server.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const root = new URL("../../", import.meta.url);
const target = new URL("../src/api/schema.ts", import.meta.url);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const document = execFileSync(".venv/bin/python", ["scripts/openapi.py"], {
  cwd: root,
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
});
const body = astToString(await openapiTS(JSON.parse(document)));
// tests/web/test_openapi_types.py holds both hashes to what is there.
writeFileSync(
  target,
  `// Made by \`npm run types\` from the server's OpenAPI document: do not edit.
// document: ${sha256(document)}
// below: ${sha256(body)}
${body}`,
);
