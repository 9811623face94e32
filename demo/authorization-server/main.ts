// The authorization server as a program. Its parent sends the settings, and is told the port.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createProvider } from "./provider.ts";
import type { Said, Settings } from "./settings.ts";
import { openStore } from "./store.ts";

if (process.send === undefined) {
  console.error("authorization server: started by the demo, not by hand: npm start");
  process.exit(2);
}
const say = (said: Said): void => void process.send?.(said);

process.once("message", (settings: Settings) => void serve(settings));

async function serve(settings: Settings): Promise<void> {
  const store = await openStore(settings.store);
  const provider = await createProvider(settings, store, (name) => say({ kind: "holding", name }));
  // A connection that this side closes just as the proxy uses it again would look like an outage.
  const answer = provider.callback();
  const server = createServer({ keepAliveTimeout: 3_600_000 }, (request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1", () => say({ kind: "listening", port: (server.address() as AddressInfo).port }));
  process.once("SIGTERM", () => {
    server.close(() => void store.close().then(() => process.exit(0)));
    server.closeAllConnections();
  });
}
