import { decodeCounters } from "./decode-counters.ts";
import { epochIdOf } from "./epoch-id.ts";
import { fieldsOf, nextField, textOf } from "./fields.ts";
import { LARGEST_NUMBER, MAX_NAME_BYTES } from "./limits.ts";
import { type Counters, type Message, type Span, unreadable } from "./message.ts";

/** The Hello in `body`. Total. */
export function decodeHello(bytes: Uint8Array, body: Span): Message {
  const fields = fieldsOf(bytes, body.from, body.to);
  const hello = { schema: 0, node: "", workload: "", namespace: "", cluster: "", epoch: "", build: "" };
  const numbers = { emitted: 0, acknowledged: 0, sent: 0 };
  let told: Counters | undefined;
  while (nextField(fields)) {
    const { field, value } = fields;
    if (!fields.isBytes) {
      if (field === 1) hello.schema = value;
      else if (field === 8) numbers.emitted = value;
      else if (field === 9) numbers.acknowledged = value;
      else if (field === 10) numbers.sent = value;
      continue;
    }
    if (field === 11) {
      told = decodeCounters(bytes, fields.from, fields.at);
      continue;
    }
    if (value > MAX_NAME_BYTES)
      return unreadable(`Hello: want at most ${MAX_NAME_BYTES} bytes of field ${field}, got ${value}`);
    const name = NAMES[field];
    if (name !== undefined) hello[name] = textOf(bytes, fields.from, fields.at);
    else if (field === 6) hello.epoch = epochIdOf(bytes, fields.from, fields.at) ?? "";
  }
  if (fields.isBroken) return unreadable("Hello is not protobuf");
  if (hello.epoch === "") return unreadable("Hello: want an epoch of 8 bytes, not all zero");
  if (numbers.acknowledged > LARGEST_NUMBER)
    return unreadable("Hello: want an acknowledged number that a filter can have");
  return { kind: "hello", hello: { ...hello, ...numbers, told } };
}

/** Fields that are text. */
const NAMES: { readonly [field: number]: "node" | "workload" | "namespace" | "cluster" | "build" } = {
  2: "node",
  3: "workload",
  4: "namespace",
  5: "cluster",
  7: "build",
};
