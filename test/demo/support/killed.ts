// A demo that is killed right after it started a part that ends when it is asked to, and one that does not.
import { createParts } from "../../../demo/processes/parts.ts";

const parts = createParts();
const obedient = parts.start("obedient", "sleep", ["600"]);
const deaf = parts.start("deaf", process.execPath, [
  "-e",
  'process.on("SIGTERM", () => 0); console.log("up"); setInterval(() => 0, 1e6)',
]);
deaf.child.stdout?.once("data", () => {
  process.stdout.write(`${obedient.pid} obedient\n${deaf.pid} deaf\n`, () => process.kill(process.pid, "SIGKILL"));
});
