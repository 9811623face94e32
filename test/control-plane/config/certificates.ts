// Certificates for tests, made in memory: Node signs, but does not write X.509. Source: RFC 5280 §4.1, X.690 (DER).
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** PEM texts. */
export type Identity = { readonly cert: string; readonly key: string };

const ECDSA_SHA256 = der(0x30, oid("2a8648ce3d040302"));
const ALWAYS = der(0x30, der(0x18, text("20000101000000Z")), der(0x18, text("20991231235959Z")));

/** A certificate for localhost and 127.0.0.1 that may sign others; signed by `issuer`, or by itself. */
export function createIdentity(
  name: string,
  issuer?: Identity & { readonly name: string },
): Identity & { readonly name: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = der(
    0x30,
    der(0xa0, der(0x02, [2])),
    der(0x02, [1 + name.length]),
    ECDSA_SHA256,
    distinguishedName(issuer?.name ?? name),
    ALWAYS,
    distinguishedName(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, BASIC_CONSTRAINTS, ALTERNATIVE_NAMES)),
  );
  const signer: KeyObject = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  const certificate = der(0x30, body, ECDSA_SHA256, der(0x03, [0], sign("sha256", body, signer)));
  const cert = `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`;
  return { name, cert, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

const BASIC_CONSTRAINTS = extension("551d13", der(0x30, der(0x01, [0xff])));
const ALTERNATIVE_NAMES = extension("551d11", der(0x30, der(0x82, text("localhost")), der(0x87, [127, 0, 0, 1])));

function extension(id: string, value: Buffer): Buffer {
  return der(0x30, oid(id), der(0x04, value));
}

function distinguishedName(commonName: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid("550403"), der(0x0c, text(commonName)))));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function text(value: string): Buffer {
  return Buffer.from(value);
}

/** Tag, length, contents. */
function der(tag: number, ...contents: readonly (Uint8Array | readonly number[])[]): Buffer {
  const content = Buffer.concat(contents.map((part) => Uint8Array.from(part)));
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
