// The grpc_service argument: a serialised envoy.config.core.v3.GrpcService, or a plain name of a cluster.
// Source: Envoy api/envoy/config/core/v3/grpc_service.proto; Envoy's order of trying: wasm/context.cc `grpcStream`.

/** `invalid` = a message that names no target: Envoy itself ends there. */
export type GrpcService =
  | {
      readonly kind: "envoy_grpc";
      readonly cluster: string;
      readonly authority: string;
      readonly metadata: readonly (readonly [string, string])[];
    }
  | { readonly kind: "google_grpc" }
  | { readonly kind: "name"; readonly cluster: string }
  | { readonly kind: "invalid" };

type Field = { readonly number: number; readonly bytes: Buffer | undefined };

const ENVOY_GRPC = 1;
const GOOGLE_GRPC = 2;
const INITIAL_METADATA = 5;
/** Fields of a message here; more are no service of anybody's. */
const MAX_FIELDS = 10_000;

/** Total: any bytes give one of the four. */
export function readGrpcService(bytes: Uint8Array): GrpcService {
  const all = Buffer.from(bytes);
  const fields = fieldsOf(all);
  if (fields === undefined) return { kind: "name", cluster: all.toString() };
  const target = fields.findLast(({ number }) => number === ENVOY_GRPC || number === GOOGLE_GRPC);
  if (target?.bytes === undefined) return { kind: "invalid" };
  if (target.number === GOOGLE_GRPC) return { kind: "google_grpc" };
  const envoy = fieldsOf(target.bytes);
  if (envoy === undefined) return { kind: "name", cluster: all.toString() };
  const metadata = fields.flatMap(({ number, bytes: value }) => {
    const header = number === INITIAL_METADATA && value !== undefined ? fieldsOf(value) : undefined;
    return header === undefined ? [] : [[textOf(header, 1), textOf(header, 2)] as const];
  });
  return { kind: "envoy_grpc", cluster: textOf(envoy, 1), authority: textOf(envoy, 2), metadata };
}

function textOf(fields: readonly Field[], number: number): string {
  return fields.findLast((field) => field.number === number)?.bytes?.toString() ?? "";
}

/** Fields of a message; undefined when it is none. Source: protobuf, "Encoding". */
function fieldsOf(bytes: Buffer): readonly Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number | undefined => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const part = bytes[at];
      if (part === undefined) return undefined;
      at += 1;
      value += (part & 0x7f) * 2 ** shift;
      if (part < 0x80) return value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = tag === undefined ? 0 : Math.floor(tag / 8);
    if (tag === undefined || number === 0 || fields.length >= MAX_FIELDS) return undefined;
    const size = sizeOf(tag % 8, varint);
    if (size === undefined || at + size > bytes.length) return undefined;
    fields.push({ number, bytes: tag % 8 === 2 ? bytes.subarray(at, at + size) : undefined });
    at += size;
  }
  return fields;
}

/** Bytes that follow for a wire type. */
function sizeOf(wireType: number, varint: () => number | undefined): number | undefined {
  if (wireType === 0) return varint() === undefined ? undefined : 0;
  if (wireType === 1) return 8;
  if (wireType === 2) return varint();
  return wireType === 5 ? 4 : undefined;
}
