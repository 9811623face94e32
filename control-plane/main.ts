// The aggregator as a program: `node --import tsx control-plane/main.ts aggregator --config FILE`.
// Exit codes: 0 done, also after a signal; 1 ended without order; 2 usage, configuration, a port or the keys.
// Everything else is loaded only once signals are taken: before there is anything to stop, one ends the process with 0.

let take = (signal: NodeJS.Signals): void => {
  if (signal !== "SIGHUP") process.exit(0);
};
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => take(signal));

const { program } = await import("./program.ts");
await program(process.argv.slice(2), (taker) => (take = taker));
