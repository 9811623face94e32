// Encodes records as a filter does, by docs/wire.md and observation.proto alone: the judge of the decoder.
import { createHash, createHmac } from "node:crypto";
import { join } from "node:path";
import protobuf from "protobufjs";
import * as words from "../../../../control-plane/model/gen/words.ts";

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join("proto", target);
root.loadSync("oauthflow/v1/observation.proto");
const Request = root.lookupType("oauthflow.v1.ObserveRequest");
const Response = root.lookupType("oauthflow.v1.ObserveResponse");

/** A record in the words of record.proto; what is absent is as in `RECORD`. */
export type SampleRecord = {
  readonly issuer?: string;
  readonly endpoint?: string;
  readonly grant_type?: string;
  readonly outcome?: string;
  readonly error?: string;
  readonly auth_method?: string;
  readonly vantage?: string;
  readonly status?: number;
  readonly response_type?: string;
  readonly response_mode?: string;
  readonly pkce?: string;
  readonly via?: string;
  readonly rate_limit?: string;
  readonly unclassified?: string;
  /** Without `retried` and `expires_in`, which follow from the two numbers below. */
  readonly flags?: readonly string[];
  readonly started_us?: number;
  readonly answered_us?: number;
  readonly ended_us?: number;
  readonly attempts?: number;
  readonly expires_in?: number;
  /** What was hashed, by key. */
  readonly keys?: Readonly<Record<string, string>>;
};

export const RECORD = {
  issuer: "corp",
  endpoint: "token",
  grant_type: "client_credentials",
  outcome: "success",
  error: "none",
  auth_method: "client_secret_basic",
  vantage: "server",
  status: 200,
  response_type: "",
  response_mode: "",
  pkce: "",
  via: "",
  rate_limit: "",
  unclassified: "",
  flags: [],
  started_us: 1_700_000_000_000_000,
  answered_us: 1_500,
  ended_us: 2_000,
  keys: {},
} as const satisfies SampleRecord;

/** A key as batches name it; `secret` is hex. */
export type SampleKey = { readonly id: number; readonly secret: string };

export type SampleKeys = {
  readonly flow: SampleKey;
  readonly previous_flow?: SampleKey;
  readonly refresh: SampleKey;
  readonly previous_refresh?: SampleKey;
  readonly pseudonym: SampleKey;
};

export const KEYS: SampleKeys = {
  flow: { id: 7, secret: "01".repeat(32) },
  refresh: { id: 8, secret: "02".repeat(32) },
  pseudonym: { id: 9, secret: "03".repeat(32) },
};

export type SampleCounters = {
  readonly seen?: number;
  readonly matched?: number;
  readonly emitted?: number;
  readonly dropped?: readonly number[];
};

/** Which fields of a batch are to be other than the records say. */
export type Tampered = {
  readonly count?: number;
  readonly tuples?: Uint8Array;
  readonly rows?: Uint8Array;
  readonly strings?: readonly string[];
};

/** One stream's dictionaries, and what makes batches of records. */
export type StreamEncoder = {
  batch(first: number, records: readonly SampleRecord[], counters?: SampleCounters, tampered?: Tampered): Buffer;
};

export function createStreamEncoder(keys: SampleKeys = KEYS): StreamEncoder {
  const strings = new Map<string, number>();
  const tuples = new Map<string, number>();
  return {
    batch(first, records, counters, tampered = {}) {
      const newStrings: string[] = [];
      const newTuples: number[] = [];
      const rows: number[] = [];
      const baseTimeUs = records[0]?.started_us ?? RECORD.started_us;
      let previous = baseTimeUs;
      for (const sample of records) {
        const record = { ...RECORD, ...sample };
        if (!strings.has(record.issuer)) {
          strings.set(record.issuer, strings.size + 1);
          newStrings.push(record.issuer);
        }
        const tuple = tupleOf(record, strings.get(record.issuer) ?? 0).flatMap(varint);
        const text = tuple.join(" ");
        if (!tuples.has(text)) {
          tuples.set(text, tuples.size + 1);
          newTuples.push(...tuple);
        }
        rows.push(...varint(tuples.get(text) ?? 0), ...rowOf(record, record.started_us - previous, keys));
        previous = record.started_us;
      }
      const dictionary = { strings: tampered.strings ?? newStrings, tuples: tampered.tuples ?? Buffer.from(newTuples) };
      return request({
        batch: {
          first,
          count: tampered.count ?? records.length,
          baseTimeUs,
          ...withoutEmpty({ ...dictionary, rows: tampered.rows ?? Buffer.from(rows) }),
          flowKeyId: keys.flow.id,
          ...(keys.previous_flow === undefined ? {} : { previousFlowKeyId: keys.previous_flow.id }),
          refreshKeyId: keys.refresh.id,
          ...(keys.previous_refresh === undefined ? {} : { previousRefreshKeyId: keys.previous_refresh.id }),
          pseudonymKeyId: keys.pseudonym.id,
          ...(counters === undefined ? {} : { counters: withoutEmpty(counters) }),
        },
      });
    },
  };
}

export type SampleHello = {
  readonly schema?: number;
  readonly node?: string;
  readonly workload?: string;
  readonly namespace?: string;
  readonly cluster?: string;
  /** Hex. */
  readonly epoch?: string;
  readonly build?: string;
  readonly emitted?: number;
  readonly acknowledged?: number;
  readonly sent?: number;
  readonly told?: SampleCounters;
};

export function helloOf(hello: SampleHello = {}): Buffer {
  const {
    epoch = "0102030405060708",
    told,
    ...rest
  } = {
    schema: 1,
    node: "sidecar~10.0.0.1~pod.ns~domain",
    build: "0.1.0",
    ...hello,
  };
  const counters = told === undefined ? {} : { told: withoutEmpty(told) };
  return request({ hello: { ...withoutEmpty({ ...rest, epoch: Buffer.from(epoch, "hex") }), ...counters } });
}

export type SampleInFlight = {
  readonly issuer: string;
  readonly endpoint: string;
  readonly vantage: string;
  readonly exchanges: number;
};

/** A worker on the board; `epoch` is hex. */
export type SampleWorker = {
  readonly epoch: string;
  readonly age_ms?: number;
  readonly seen?: number;
  readonly emitted?: number;
  readonly dropped?: number;
  readonly in_flight?: number;
  readonly ended?: boolean;
};

export type SampleBoard = {
  readonly workers?: readonly SampleWorker[];
  readonly in_flight_unnamed?: number;
  readonly workers_unlisted?: number;
};

export function heartbeatOf(
  counters: SampleCounters,
  sent: number,
  inFlight: readonly SampleInFlight[] = [],
  board: SampleBoard = {},
): Buffer {
  const entries = inFlight.map(({ issuer, endpoint, vantage, exchanges }) => ({
    issuer,
    endpoint: valueOf(words.ENDPOINT_LABELS, endpoint),
    vantage: valueOf(words.VANTAGE_LABELS, vantage),
    exchanges,
  }));
  const workers = (board.workers ?? []).map(({ epoch, age_ms: ageMs, in_flight: inFlightOf, ended, ...figures }) => ({
    epoch: Buffer.from(epoch, "hex"),
    ...withoutEmpty({ ...figures, ageMs, inFlight: inFlightOf }),
    ...(ended === true ? { ended } : {}),
  }));
  const rest = { inFlightUnnamed: board.in_flight_unnamed, workersUnlisted: board.workers_unlisted };
  const heartbeat = { counters: withoutEmpty(counters), sent, inFlight: entries, workers, ...rest };
  return request({ heartbeat: withoutEmpty(heartbeat) });
}

export function byeOf(counters: SampleCounters, sent: number): Buffer {
  return request({ bye: withoutEmpty({ counters: withoutEmpty(counters), sent }) });
}

/** An ObserveRequest from a plain object in camel case. */
export function request(message: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(Request.encode(Request.fromObject(message)).finish());
}

/** An ObserveResponse as a plain object: 64-bit numbers as numbers, enums as numbers. */
// oxlint-disable-next-line typescript/no-explicit-any -- the shape is that of the message
export function responseOf(bytes: Uint8Array): any {
  return Response.toObject(Response.decode(bytes), { longs: Number, enums: Number });
}

/** HMAC-SHA-256(key, kind ‖ 0x00 ‖ SHA-256(value)), its first 8 bytes. Source: docs/wire.md, "Hashes". */
export function hashOf(key: SampleKey, name: string, value: string): Buffer {
  const kind = REFRESH_KEYS.has(name) ? "refresh_token" : name;
  const digest = createHash("sha256").update(value).digest();
  return createHmac("sha256", Buffer.from(key.secret, "hex"))
    .update(`${kind}\0`)
    .update(digest)
    .digest()
    .subarray(0, 8);
}

const REFRESH_KEYS: ReadonlySet<string> = new Set(["refresh_token_presented", "refresh_token_issued"]);

type CompleteRecord = Required<Omit<SampleRecord, "attempts" | "expires_in">> & SampleRecord;

/** docs/wire.md, "A tuple". */
function tupleOf(record: CompleteRecord, issuer: number): readonly number[] {
  const flags = [
    ...record.flags,
    ...(record.attempts === undefined ? [] : ["retried"]),
    ...(record.expires_in === undefined ? [] : ["expires_in"]),
  ];
  return [
    issuer,
    valueOf(words.ENDPOINT_LABELS, record.endpoint),
    valueOf(words.GRANT_TYPE_LABELS, record.grant_type),
    valueOf(words.OUTCOME_LABELS, record.outcome),
    valueOf(words.ERROR_CODE_LABELS, record.error),
    valueOf(words.AUTH_METHOD_LABELS, record.auth_method),
    valueOf(words.VANTAGE_LABELS, record.vantage),
    record.status,
    valueOf(words.RESPONSE_TYPE_LABELS, record.response_type),
    valueOf(words.RESPONSE_MODE_LABELS, record.response_mode),
    valueOf(words.PKCE_LABELS, record.pkce),
    valueOf(words.VIA_LABELS, record.via),
    valueOf(words.RATE_LIMIT_KIND_LABELS, record.rate_limit),
    valueOf(words.UNCLASSIFIED_REASON_LABELS, record.unclassified),
    maskOf(words.RECORD_FLAG_LABELS, flags),
    maskOf(words.RECORD_KEY_LABELS, Object.keys(record.keys)),
  ];
}

/** docs/wire.md, "A row", after its tuple. */
function rowOf(record: CompleteRecord, sincePrevious: number, keys: SampleKeys): readonly number[] {
  const numbers = [varint(zigzag(sincePrevious)), varint(record.answered_us), varint(record.ended_us)];
  if (record.attempts !== undefined) numbers.push(varint(record.attempts));
  if (record.expires_in !== undefined) numbers.push(varint(record.expires_in));
  for (const name of words.RECORD_KEY_LABELS) {
    const value = record.keys[name];
    if (value === undefined) continue;
    for (const key of keysFor(name, keys)) numbers.push([...hashOf(key, name, value)]);
  }
  return numbers.flat();
}

/** The current key, then the one before it. */
function keysFor(name: string, keys: SampleKeys): readonly SampleKey[] {
  if (name === "client_id") return [keys.pseudonym];
  const [current, previous] = REFRESH_KEYS.has(name)
    ? [keys.refresh, keys.previous_refresh]
    : [keys.flow, keys.previous_flow];
  return previous === undefined ? [current] : [current, previous];
}

export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function valueOf(labels: readonly string[], label: string): number {
  const value = labels.indexOf(label);
  if (value < 0) throw new Error(`no such word: ${label}`);
  return value;
}

function maskOf(labels: readonly string[], names: readonly string[]): number {
  return names.reduce((mask, name) => mask | (1 << (valueOf(labels, name) - 1)), 0);
}

/** proto3 leaves out what has its zero value, and so does the filter. */
function withoutEmpty(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === 0 || value === "" || ((Array.isArray(value) || value instanceof Uint8Array) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && !isEmpty(value)));
}
