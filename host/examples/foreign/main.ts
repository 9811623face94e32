// Builds the foreign filter and shows two requests through it: node --import tsx host/examples/foreign/main.ts
import { readFileSync } from "node:fs";
import { buildForeignFilter } from "./build.ts";
import { guardedRequest } from "./exchange.ts";

const wasm = readFileSync(await buildForeignFilter());
for (const status of ["200", "403"]) {
  const { passages, request, response, reply, lines } = guardedRequest(wasm, status);
  console.log(`The checker says ${status}: ${passages.join(", ")}`);
  console.log(`  request:  ${request.map((pair) => pair.join(": ")).join(", ")}`);
  console.log(`  response: ${response.map((pair) => pair.join(": ")).join(", ")}`);
  if (reply !== undefined) console.log(`  reply:    ${reply.trim()}`);
  for (const line of lines) console.log(`  log:      ${line}`);
}
