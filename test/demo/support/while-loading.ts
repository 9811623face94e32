// Node's arguments that send a program of scripts/run.mjs a signal before it is loaded: when it has gone to its folder.
export function signalledWhileLoading(signal: NodeJS.Signals): readonly string[] {
  const script = `const { chdir } = process;
process.chdir = (folder) => {
  chdir(folder);
  process.kill(process.pid, "${signal}");
};`;
  return ["--import", `data:text/javascript,${encodeURIComponent(script)}`];
}
