// Nothing outlives the demo, however that ends: SIGKILL lets nobody clean up, and no part watches its parent of itself.

/** From the order to end until it is no longer asked, tenths of a second. */
const PATIENCE = 50;

/**
 * A shell starts a watcher, then becomes the program: same pid, same exit. The watcher reads the shell's standard input,
 * whose other end the demo holds until the program or the demo itself has ended. Then the program goes, if it is there.
 * Descriptor 3 is IPC; a watcher that held it would hide its end.
 */
const SCRIPT = `
exec 9<&0
(
  read -r _ <&9
  kill -TERM $$ || exit
  left=${PATIENCE}
  while [ $left -gt 0 ]; do sleep 0.1; kill -0 $$ || exit; left=$((left - 1)); done
  kill -KILL $$
) </dev/null >/dev/null 2>&1 3>&- &
exec "$@" 9<&- </dev/null
`;

/** The command that runs a program on the leash: its standard input must be a pipe that this process holds. */
export function leashed(program: string, args: readonly string[]): readonly [string, readonly string[]] {
  return ["/bin/sh", ["-c", SCRIPT, "leash", program, ...args]];
}
