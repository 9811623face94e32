import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { RawTls, Report } from "./config-checks.ts";
import type { TlsFiles } from "./config.ts";
import type { KeyPath } from "./config-source.ts";

/** Reads the files and tries them: a certificate that does not fit its key is a mistake now, not at the first client. */
export function readTls(path: KeyPath, raw: RawTls, report: Report): TlsFiles | undefined {
  const read = (key: keyof RawTls): Buffer | undefined => {
    const file = raw[key];
    if (file === undefined) return undefined;
    if (isContent(file)) {
      report([...path, key], "want the path of a PEM file, got what belongs into one; write it into a file of its own");
      return undefined;
    }
    try {
      return readFileSync(file);
    } catch (cause) {
      report([...path, key], `cannot read ${file}: ${reasonOf(cause)}`);
      return undefined;
    }
  };
  const cert = read("cert");
  const key = read("key");
  const clientCa = read("client_ca");
  if (clientCa !== undefined) {
    // Node takes anything here, and would then refuse every client.
    attempt([...path, "client_ca"], "want a PEM certificate", report, () => new X509Certificate(clientCa));
  }
  if (cert === undefined || key === undefined) return undefined;
  const want = "want a PEM certificate and the key that belongs to it";
  attempt(path, want, report, () => createSecureContext({ cert, key, minVersion: "TLSv1.3" }));
  return { cert, key, clientCa };
}

/** The PEM itself in the place of its path: not to be repeated in a message. */
function isContent(file: string): boolean {
  return file.includes("\n") || file.includes("-----BEGIN");
}

function attempt(path: KeyPath, want: string, report: Report, use: () => unknown): void {
  try {
    use();
  } catch (cause) {
    report(path, `${want}, got ${reasonOf(cause)}`);
  }
}

/** Never the content of a key file: Node's messages name the path and the error only. */
function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
