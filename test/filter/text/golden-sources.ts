// The values that test/golden/hashes.json has hashes of.

/** Ways in which a value is written on its way: of each, the filter must come to the same octets. */
export type Spellings = {
  readonly form?: readonly string[];
  readonly json?: readonly string[];
  /** `authorization` headers with the value as client id. */
  readonly basic?: readonly string[];
  /** A `code_verifier` whose S256 challenge the value is. */
  readonly verifier?: string;
};

export type Source = {
  readonly kind: string;
  readonly about: string;
  readonly value: string;
  readonly written: Spellings;
};

export const SOURCES: readonly Source[] = [
  {
    kind: "code",
    about: "RFC 6749 §4.1.2",
    value: "SplxlOBeZQQYbYS6WxSbIA",
    written: { form: ["SplxlOBeZQQYbYS6WxSbIA", "%53plxlOBeZQQYbYS6WxSbI%41"], json: ["SplxlOBeZQQYbYS6WxSbIA"] },
  },
  {
    kind: "code",
    about: "a code with characters that each way writes in its own manner",
    value: "4/0Ab+c d=&é",
    written: {
      form: ["4%2F0Ab%2Bc+d%3D%26%C3%A9", "4/0Ab%2bc%20d=%26%c3%a9", "%34/0Ab%2Bc+d=%26\u00e9"],
      json: ["4/0Ab+c d=&é", String.raw`4\/0Ab\u002bc d=\u0026\u00E9`],
    },
  },
  {
    kind: "code",
    about: "longer than any text that is kept",
    value: "0123456789abcdef".repeat(40),
    written: { form: ["0123456789abcdef".repeat(40), "0%312345%3678%39abcdef".repeat(40)] },
  },
  {
    kind: "state",
    about: "RFC 6749 §4.1.1",
    value: "xyz",
    written: { form: ["xyz", "%78%79%7A"], json: ["xyz", String.raw`\u0078yz`] },
  },
  {
    kind: "state",
    about: "a state that is JSON itself, with a character beyond the basic plane",
    value: '{"r":"/a?b=1%","u":"😀"}',
    written: {
      form: [
        "%7B%22r%22%3A%22%2Fa%3Fb%3D1%25%22%2C%22u%22%3A%22%F0%9F%98%80%22%7D",
        '{"r":"/a?b=1%","u":"%f0%9f%98%80"}',
      ],
      json: [String.raw`{\"r\":\"\/a?b=1%\",\"u\":\"\uD83D\uDE00\"}`, String.raw`{\"r\":\"/a?b=1%\",\"u\":\"😀\"}`],
    },
  },
  {
    kind: "pkce",
    about: "RFC 7636, appendix B: the challenge, and the verifier that leads to it",
    value: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    written: {
      form: ["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw%2DcM"],
      verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    },
  },
  {
    kind: "refresh_token",
    about: "RFC 6749 §5.1, presented in a form and issued in JSON",
    value: "tGzv3JOkF0XG5Qx2TlKWIA",
    written: {
      form: ["tGzv3JOkF0XG5Qx2TlKWIA"],
      json: ["tGzv3JOkF0XG5Qx2TlKWIA", String.raw`\u0074Gzv3JOkF0XG5Qx2TlKWIA`],
    },
  },
  {
    kind: "refresh_token",
    about: "base64 with plus, slash and padding",
    value: "1//0e+Zy/A==",
    written: {
      form: ["1%2F%2F0e%2BZy%2FA%3D%3D", "1//0e%2bZy/A=="],
      json: ["1//0e+Zy/A==", String.raw`1\/\/0e+Zy\/A==`],
    },
  },
  {
    kind: "request_uri",
    about: "RFC 9126 §2.2 and §4",
    value: "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c",
    written: {
      form: [
        "urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A6esc_11ACC5bwc014ltc14eY22c",
        "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c",
      ],
      json: ["urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"],
    },
  },
  {
    kind: "device_code",
    about: "RFC 8628 §3.2 and §3.4",
    value: "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
    written: {
      form: ["GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS", "GmRhmhcxhwAzkoEqiMEg%5FDnyEysNkuNhszIySk9eS"],
      json: ["GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"],
    },
  },
  {
    kind: "auth_req_id",
    about: "OpenID Connect CIBA Core §7.3 and §10.1",
    value: "1c266114-a1be-4252-8ad1-04986c5b9ac1",
    written: {
      form: ["1c266114-a1be-4252-8ad1-04986c5b9ac1", "1c266114%2Da1be%2D4252%2D8ad1%2D04986c5b9ac1"],
      json: ["1c266114-a1be-4252-8ad1-04986c5b9ac1"],
    },
  },
  {
    kind: "client_id",
    about: "RFC 6749 §2.3.1",
    value: "s6BhdRkqt3",
    written: { form: ["s6BhdRkqt3"], basic: ["Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"] },
  },
  {
    kind: "client_id",
    about: "a URL as client id, which Basic has form-encoded inside of base64",
    value: "https://app.example/client a",
    written: {
      form: ["https%3A%2F%2Fapp.example%2Fclient+a", "https://app.example/client%20a"],
      json: ["https://app.example/client a", String.raw`https:\/\/app.example\/client a`],
      basic: [
        `Basic ${Buffer.from("https%3A%2F%2Fapp.example%2Fclient+a:secret").toString("base64")}`,
        `basic ${Buffer.from("https%3a%2f%2fapp.example%2fclient%20a:").toString("base64url")}`,
      ],
    },
  },
  {
    kind: "request_id",
    about: "an x-request-id whose trace digit, the first of the third group, was set to 0 before",
    value: "a3b1c2d4-5e6f-0a7b-8c9d-0e1f2a3b4c5d",
    written: {},
  },
];
