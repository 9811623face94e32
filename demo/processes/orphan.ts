/** Between two looks, ms. */
const LOOK_MS = 1_000;

/** Calls once when this program was started by npm and npm is gone, as after SIGKILL, which nobody can pass on. */
export function whenNpmIsGone(call: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    call();
  }, LOOK_MS).unref();
}
