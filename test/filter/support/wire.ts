// The messages of observation.proto for tests, read from the .proto files themselves: an independent judge of what the
// filter writes by hand.
import { join } from "node:path";
import protobuf from "protobufjs";

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join("proto", target);
root.loadSync("oauthflow/v1/observation.proto");
const Request = root.lookupType("oauthflow.v1.ObserveRequest");
const Response = root.lookupType("oauthflow.v1.ObserveResponse");

/** An ObserveRequest as a plain object: 64-bit numbers as numbers, bytes as they are. */
// oxlint-disable-next-line typescript/no-explicit-any -- the shape is that of the message
export function requestOf(bytes: Uint8Array): any {
  return Request.toObject(Request.decode(bytes), { longs: Number, enums: Number });
}

/** An ObserveResponse from a plain object in camel case. */
export function response(message: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(Response.encode(Response.fromObject(message)).finish());
}

/** A Welcome with a key of each class and this much credit. */
export function welcome(creditBytes: number, acknowledged = 0): Buffer {
  const keys = [1, 2, 3].map((keyClass) => ({ keyClass, id: 7, secret: Buffer.alloc(32, keyClass) }));
  return response({ welcome: { creditBytes, acknowledged, control: { keys } } });
}
