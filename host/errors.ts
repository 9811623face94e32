// What the host throws. Everything else that goes wrong is a status, a violation or a trap.

/** A module that Envoy would refuse: it does not load, does not start, or refuses its configuration. */
export class LoadError extends Error {
  override readonly name = "LoadError";
}

/** The module trapped. `callback` is the export that was called, in `message` are the engine's words. */
export class TrapError extends Error {
  override readonly name = "TrapError";
  readonly callback: string;
  constructor(callback: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.callback = callback;
  }
}

/** The module broke a rule that `strict` holds it to; all that it broke in one call are in the message. */
export class StrictError extends Error {
  override readonly name = "StrictError";
}

/** The module did what ends the whole process of Envoy, not only its VM. */
export class EnvoyAbort extends Error {
  override readonly name = "EnvoyAbort";
}

/** The host itself was used wrongly; the message names the remedy. */
export class UseError extends Error {
  override readonly name = "UseError";
}
