import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { KeyFileError } from "../../../control-plane/ingest/key-file.ts";
import { type KeyStore, openKeyStore } from "../../../control-plane/ingest/key-store.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "oauth-flow-keys-"));
  path = join(folder, "state", "keys.json");
});

afterEach(() => rmSync(folder, { recursive: true }));

const opened = (nowMs = START): KeyStore => openKeyStore(join(folder, "state"), nowMs, randomBytes);
const modeOf = (of: string): number => statSync(of).mode & 0o777;

/** The error that opening gives; its message never has a secret of the file. */
function errorOf(open: () => unknown = opened): KeyFileError {
  const secrets = existsSync(path)
    ? [...readFileSync(path, "utf8").matchAll(/"secret": *"([^"]*)"/g)].map(([, secret = ""]) => secret)
    : [];
  try {
    open();
  } catch (error) {
    assert.ok(error instanceof KeyFileError, String(error));
    for (const secret of secrets.filter((each) => each.length > 8)) assert.ok(!error.message.includes(secret));
    return error;
  }
  return assert.fail("it was opened");
}

test("new keys are kept in a directory and a file for the owner alone, and nothing is left beside it", () => {
  opened();
  assert.deepEqual([modeOf(join(folder, "state")), modeOf(path)], [0o700, 0o600]);
  assert.deepEqual(readdirSync(join(folder, "state")), ["keys.json"]);
});

test("the keys are the same after a restart", () => {
  const before = opened().inForce();
  assert.deepEqual(opened(START + 1).inForce(), before);
});

test("a rotation is kept, with the key before it, and is told once", () => {
  const store = opened();
  const [flow] = store.inForce();
  assert.equal(store.advance(START + DAY - 1), false);
  assert.equal(store.advance(START + DAY), true);
  assert.equal(store.advance(START + DAY), false);
  assert.equal(store.inForce()[0]?.previous?.id, flow?.id);
  assert.deepEqual(opened(START + DAY + 1).inForce(), store.inForce());
  assert.equal(store.advance(START + DAY + 35 * 60_000), true);
  assert.equal(store.inForce()[0]?.previous, undefined);
});

test("a file that others may read is refused, with the way out", () => {
  opened();
  chmodSync(path, 0o640);
  const { code, message } = errorOf();
  assert.equal(code, "KEYS_TOO_OPEN");
  assert.equal(
    message,
    `${path}: want mode 0600, got 0640: others may have read the keys; chmod 600 it, or remove it for new keys`,
  );
});

test("a directory that others may write is refused, with the way out", () => {
  mkdirSync(join(folder, "state"));
  chmodSync(join(folder, "state"), 0o777);
  const { code, message } = errorOf();
  assert.equal(code, "KEYS_TOO_OPEN");
  assert.match(
    message,
    /state: want mode 0700, got 0777: others may replace the keys; make state_dir a directory that only this user may write/,
  );
});

test("a state directory that is a file is refused, with the way out", () => {
  writeFileSync(join(folder, "state"), "");
  const { code, message } = errorOf();
  assert.equal(code, "KEYS_UNWRITABLE");
  assert.match(message, /^.*state: cannot keep keys there: EEXIST.*; make state_dir a directory/);
});

test("a broken file is refused with the place, and is left as it is", () => {
  opened();
  const whole = readFileSync(path, "utf8");
  const cases: readonly (readonly [RegExp, string])[] = [
    [/is not JSON/, whole.slice(0, -5)],
    [/want version 1, got 2/, whole.replace('"version": 1', '"version": 2')],
    [/want a list `keys`/, '{"version": 1}'],
    [/want version 1, got none/, "[]"],
    [/keys\[0\]\.class: want one of flow, refresh, pseudonym/, whole.replace('"flow"', '"fluid"')],
    [
      /keys\[1\]\.secret: want 32 bytes in base64/,
      whole.replace(/("class": "refresh"[^}]*"secret": ")[^"]*/, "$1AAAA"),
    ],
    [/keys\[0\]\.id: want a number from 1 to 4294967295/, whole.replace(/"id": \d+/, '"id": 0')],
    [/keys\[0\]\.created: want a time/, whole.replace(/"created": "[^"]*"/, '"created": "soon"')],
    [/has no key of class pseudonym/, whole.replace('"pseudonym"', '"flow"')],
    [/want at most 65536 bytes/, " ".repeat(65_537)],
  ];
  for (const [what, text] of cases) {
    writeFileSync(path, text);
    const { code, message } = errorOf();
    assert.equal(code, "KEYS_INVALID");
    assert.ok(message.startsWith(`${path}: `), message);
    assert.match(message, what);
    assert.match(message, /; restore the file, or remove it for new keys/);
    assert.equal(readFileSync(path, "utf8"), text);
  }
});

test("keys that cannot be kept are not used: the ones before go on", () => {
  const store = opened();
  const before = store.inForce();
  rmSync(join(folder, "state"), { recursive: true });
  writeFileSync(join(folder, "state"), "");
  assert.equal(errorOf(() => store.advance(START + DAY)).code, "KEYS_UNWRITABLE");
  assert.deepEqual(store.inForce(), before);
  rmSync(join(folder, "state"));
  mkdirSync(join(folder, "state"), { mode: 0o700 });
  assert.equal(store.advance(START + DAY), true);
});
