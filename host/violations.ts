/** What a well-behaved module does not do. Envoy itself lets most of it pass. */
export type ViolationKind =
  /** A callback returned another action than Continue. Allowed by `mayPause`, but for numbers that are no action. */
  | "action"
  /** A host call that changes traffic. Allowed unless `readOnly`. */
  | "write"
  /** An address or size outside of its memory, in a host call or from its allocator. */
  | "memory"
  /** A token of a stream or call that was given back before. */
  | "freed_token"
  /** A number that is no map, buffer, level, metric type, … */
  | "argument"
  /** A host call or callback that the capabilities leave out. */
  | "capability"
  /** `proc_exit`, which does not end a VM. */
  | "exit";

/** One of them, with the VM and the context that it happened in. */
export type Violation = {
  readonly kind: ViolationKind;
  /** What it was, with its arguments. */
  readonly text: string;
  readonly vm: number;
  readonly context: number;
};

/** All keys are optional. */
export type Strictness = {
  /** `throw`: the outermost call of the host that met one throws a `StrictError`. `collect`: see `host.violations`. */
  readonly violations?: "throw" | "collect";
  /** The module only observes: changing traffic is a violation; false. */
  readonly readOnly?: boolean;
  /** The module may answer callbacks with an action other than Continue; false. */
  readonly mayPause?: boolean;
  /** Kinds that are none here. */
  readonly ignore?: readonly ViolationKind[];
};
