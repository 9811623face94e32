import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { KEY_CLASSES, type KeyClassName, type KeyState, SECRET_BYTES, type StoredKey } from "./keys.ts";

/** The keys cannot be kept. The message names the path and the remedy, never a secret. */
export class KeyFileError extends Error {
  override readonly name = "KeyFileError";
  readonly code: "KEYS_UNREADABLE" | "KEYS_INVALID" | "KEYS_TOO_OPEN" | "KEYS_UNWRITABLE";
  constructor(code: KeyFileError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Version of the file's layout. */
const VERSION = 1;
const LARGEST_FILE = 65_536;

/** Path of the keys in a state directory. */
export function keyFileIn(stateDir: string): string {
  return join(stateDir, "keys.json");
}

/** Makes the directory, 0700, if there is none. Throws KeyFileError where others than its owner may put files into it. */
export function ensureStateDir(stateDir: string): void {
  const remedy =
    "make state_dir a directory that only this user may write, or name one inside it, which is then made so";
  let mode: number;
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    mode = statSync(stateDir).mode;
  } catch (cause) {
    throw new KeyFileError("KEYS_UNWRITABLE", `${stateDir}: cannot keep keys there: ${reasonOf(cause)}; ${remedy}`, {
      cause,
    });
  }
  if ((mode & 0o022) === 0) return;
  throw new KeyFileError(
    "KEYS_TOO_OPEN",
    `${stateDir}: want mode 0700, got ${octalOf(mode)}: others may replace the keys; ${remedy}`,
  );
}

/** The keys of a file; `undefined` when there is none. Throws KeyFileError: too open, unreadable, or not what we write. */
export function readKeyFile(path: string): KeyState | undefined {
  let text: string;
  try {
    const { mode, size } = statSync(path);
    if ((mode & 0o077) !== 0) {
      throw new KeyFileError(
        "KEYS_TOO_OPEN",
        `${path}: want mode 0600, got ${octalOf(mode)}: others may have read the keys; chmod 600 it, or remove it for new keys`,
      );
    }
    if (size > LARGEST_FILE) throw invalid(path, `want at most ${LARGEST_FILE} bytes, got ${size}`);
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof KeyFileError) throw cause;
    if (codeOf(cause) === "ENOENT") return undefined;
    throw new KeyFileError(
      "KEYS_UNREADABLE",
      `${path}: cannot read the keys: ${reasonOf(cause)}; make it readable for this user`,
      { cause },
    );
  }
  return parseKeys(path, text);
}

/** Writes aside and renames, so that a crash leaves the old file or the new one. Throws KeyFileError. */
export function writeKeyFile(path: string, state: KeyState): void {
  const aside = `${path}.new`;
  try {
    rmSync(aside, { force: true });
    const file = openSync(aside, "wx", 0o600);
    try {
      writeSync(file, `${JSON.stringify(fileOf(state), null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
    const directory = openSync(dirname(path), "r");
    fsyncSync(directory);
    closeSync(directory);
  } catch (cause) {
    throw new KeyFileError(
      "KEYS_UNWRITABLE",
      `${path}: cannot keep the keys: ${reasonOf(cause)}; make state_dir a directory that this user may write`,
      { cause },
    );
  }
}

type FileKey = {
  readonly class: KeyClassName;
  readonly id: number;
  readonly secret: string;
  readonly created: string;
  readonly replaced?: string;
};

function fileOf(state: KeyState): { readonly version: number; readonly keys: readonly FileKey[] } {
  const keys = KEY_CLASSES.flatMap((keyClass) => state[keyClass].map((key) => fileKeyOf(keyClass, key)));
  return { version: VERSION, keys };
}

function fileKeyOf(keyClass: KeyClassName, { id, secret, createdMs, replacedMs }: StoredKey): FileKey {
  const replaced = replacedMs === undefined ? {} : { replaced: new Date(replacedMs).toISOString() };
  const created = new Date(createdMs).toISOString();
  return { class: keyClass, id, secret: Buffer.from(secret).toString("base64"), created, ...replaced };
}

function parseKeys(path: string, text: string): KeyState {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    // Not the parser's message: it quotes the text, and the text has secrets.
    throw invalid(path, "is not JSON");
  }
  const { version, keys } = fieldsOf(file);
  if (version !== VERSION) throw invalid(path, `want version ${VERSION}, got ${JSON.stringify(version) ?? "none"}`);
  if (!Array.isArray(keys)) throw invalid(path, "want a list `keys`");
  const parsed = keys.map((key: unknown, index) => parseKey(path, index, key));
  const ofClass = (keyClass: KeyClassName): readonly StoredKey[] => {
    const own = parsed.filter((each) => each.keyClass === keyClass).map(({ key }) => key);
    if (own.length === 0) throw invalid(path, `has no key of class ${keyClass}`);
    return own;
  };
  return { flow: ofClass("flow"), refresh: ofClass("refresh"), pseudonym: ofClass("pseudonym") };
}

function parseKey(
  path: string,
  index: number,
  raw: unknown,
): { readonly keyClass: KeyClassName; readonly key: StoredKey } {
  const { class: name, id, secret, created, replaced } = fieldsOf(raw);
  const wrong = (field: string, want: string): KeyFileError => invalid(path, `keys[${index}].${field}: want ${want}`);
  const keyClass = KEY_CLASSES.find((each) => each === name);
  if (keyClass === undefined) throw wrong("class", `one of ${KEY_CLASSES.join(", ")}`);
  if (typeof id !== "number" || !Number.isInteger(id) || id < 1 || id > 0xffff_ffff)
    throw wrong("id", "a number from 1 to 4294967295");
  const bytes = typeof secret === "string" ? Buffer.from(secret, "base64") : Buffer.alloc(0);
  if (bytes.length !== SECRET_BYTES) throw wrong("secret", `${SECRET_BYTES} bytes in base64`);
  const createdMs = typeof created === "string" ? Date.parse(created) : Number.NaN;
  if (Number.isNaN(createdMs)) throw wrong("created", "a time as in RFC 3339");
  const replacedMs = typeof replaced === "string" ? Date.parse(replaced) : undefined;
  if (Number.isNaN(replacedMs)) throw wrong("replaced", "a time as in RFC 3339, or nothing");
  return { keyClass, key: { id, secret: new Uint8Array(bytes), createdMs, replacedMs } };
}

function invalid(path: string, what: string): KeyFileError {
  return new KeyFileError(
    "KEYS_INVALID",
    `${path}: ${what}; restore the file, or remove it for new keys (what was hashed with the old ones is then not found again)`,
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function octalOf(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, "0");
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
