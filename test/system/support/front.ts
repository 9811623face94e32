// A TCP front between Envoy and an aggregator: the same address before and after, whoever stands behind it, and a line
// that can be slow or stand still.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export type Front = {
  readonly port: number;
  /** Connections taken so far. */
  readonly taken: () => number;
  /** Who stands behind it from now on; connections to the one before are broken off. Port 0: nobody. */
  readonly lead: (port: number) => void;
  /** `open`, or at most this many bytes a second towards the aggregator on each connection, 0 = nothing is read. */
  readonly narrow: (bytesPerSecond: number | "open") => void;
  readonly close: () => Promise<void>;
};

/** Bytes are let through in so many portions a second. */
const PORTIONS = 20;

/** Listens on a free loopback port until closed. */
export async function startFront(behind = 0): Promise<Front> {
  let target = behind;
  let width: number | "open" = "open";
  let taken = 0;
  const pairs = new Map<Socket, Socket>();
  const timer = setInterval(portions, 1000 / PORTIONS);

  const server = createServer((near) => {
    taken += 1;
    near.on("error", () => undefined);
    if (target === 0) return void near.resetAndDestroy();
    const far = connect(target, "127.0.0.1");
    pairs.set(near, far);
    far.on("error", () => near.destroy());
    near.once("close", () => {
      pairs.delete(near);
      far.destroy();
    });
    far.once("close", () => near.destroy());
    far.pipe(near);
    near.on("readable", () => width === "open" && pass(near, far, Infinity));
    near.once("end", () => far.end());
  });

  function portions(): void {
    if (width === "open" || width === 0) return;
    for (const [near, far] of pairs) pass(near, far, width / PORTIONS);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    taken: () => taken,
    lead(port) {
      target = port;
      for (const near of pairs.keys()) near.destroy();
    },
    narrow(bytesPerSecond) {
      width = bytesPerSecond;
      if (width === "open") for (const [near, far] of pairs) pass(near, far, Infinity);
    },
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        for (const near of pairs.keys()) near.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Hands on what is there, up to `most` bytes. */
function pass(near: Socket, far: Socket, most: number): void {
  for (let left = most; left > 0 && near.readableLength > 0; ) {
    const chunk = near.read(Math.min(left, near.readableLength)) as Buffer | null;
    if (chunk === null) return;
    left -= chunk.length;
    far.write(chunk);
  }
}
