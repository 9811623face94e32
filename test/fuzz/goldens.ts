// The golden exchanges as the host plays them, by configuration.
import { expectedOf, type GoldenCase, goldenCases, type Shape } from "../filter/support/golden.ts";
import type { Pairs } from "../../host/pairs.ts";

export type GoldenExchange = {
  readonly name: string;
  readonly request: Pairs;
  readonly requestBody: Buffer;
  readonly response: Pairs;
  readonly responseBody: Buffer;
  /** null = no record. */
  readonly expected: Shape | null;
};

/** Cases that share a configuration. */
export type GoldenGroup = {
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly cases: readonly GoldenExchange[];
};

/** Largest group first. */
export function goldenGroups(): readonly GoldenGroup[] {
  const groups = new Map<string, GoldenExchange[]>();
  for (const golden of goldenCases()) {
    const group = groups.get(golden.configuration) ?? [];
    group.push(exchangeOf(golden));
    groups.set(golden.configuration, group);
  }
  return [...groups]
    .map(([text, cases]) => ({ configuration: JSON.parse(text) as GoldenGroup["configuration"], cases }))
    .sort((a, b) => b.cases.length - a.cases.length);
}

function exchangeOf(golden: GoldenCase): GoldenExchange {
  const { request, answer, name } = golden;
  return {
    name,
    request: [
      [":authority", request.authority ?? "sso.test"],
      [":path", request.path],
      [":method", request.method ?? "GET"],
      [":scheme", "https"],
      ...(request.headers as Pairs),
    ],
    requestBody: Buffer.concat((request.chunks ?? []) as Buffer[]),
    response: [[":status", String(answer.status)], ...(answer.headers as Pairs)],
    responseBody: Buffer.concat((answer.chunks ?? []) as Buffer[]),
    expected: expectedOf(golden),
  };
}
