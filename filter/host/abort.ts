import { LogLevel } from "./abi";
import { proxy_log } from "./env";
import { asciiBytes } from "../text/static-bytes";

const MESSAGE: usize = asciiBytes("oauth-flow: internal error, this worker's filter ends");

/** What AssemblyScript calls before a trap. Nothing in the filter should lead here; if it does, the log says so once. */
export function abort(_message: usize, _file: usize, _line: u32, _column: u32): void {
  proxy_log(LogLevel.Error, MESSAGE, 53);
  unreachable();
}
