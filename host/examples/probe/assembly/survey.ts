// All that can be read now: each header map, each buffer, and properties of each kind. What a host answers where is what
// two hosts are compared by.
import {
  proxy_get_buffer_bytes,
  proxy_get_buffer_status,
  proxy_get_header_map_pairs,
  proxy_get_header_map_size,
  proxy_get_header_map_value,
  proxy_get_property,
} from "./env";
import { at, out, text } from "./memory";
import { mark, tellBytes, tellNumber, tellNumbers, tellPairs, tellSize, UNTOUCHED } from "./tell";

const METHOD = text(":method");
const STATUS = text(":status");
const ABSENT = text("x-absent");

const PROPERTIES: StaticArray<ArrayBuffer> = [
  text("request|path"),
  text("request|host"),
  text("request|method"),
  text("request|id"),
  text("request|protocol"),
  text("request|size"),
  text("request|headers|:path"),
  text("response|code"),
  text("response|code_details"),
  text("response|flags"),
  text("response|size"),
  text("response|headers|:status"),
  text("connection|mtls"),
  text("source|address"),
  text("upstream|address"),
  text("upstream|request_attempt_count"),
  text("xds|cluster_name"),
  text("xds|route_name"),
  text("xds|listener_direction"),
  text("xds|node|id"),
  text("node|id"),
  text("plugin_name"),
  text("plugin_root_id"),
  text("plugin_vm_id"),
  text("no_such_property"),
];

/** Their values are a matter of time and chance. */
const VARYING: StaticArray<ArrayBuffer> = [
  text("request|time"),
  text("request|duration"),
  text("connection|id"),
  text("destination|port"),
];

export function survey(): void {
  for (let map: u32 = 0; map < 9; map += 1) {
    mark();
    tellPairs(proxy_get_header_map_pairs(map, out, out + 4));
    mark();
    tellNumber(proxy_get_header_map_size(map, out));
    // Even maps belong to requests, but for those of gRPC and of HTTP calls.
    value(map, map === 0 ? METHOD : STATUS);
    value(map, ABSENT);
  }
  for (let buffer: u32 = 0; buffer < 10; buffer += 1) {
    mark();
    tellNumbers(proxy_get_buffer_status(buffer, out, out + 4));
    mark();
    tellBytes(proxy_get_buffer_bytes(buffer, 0, 1024, out, out + 4));
    part(buffer);
  }
  for (let index = 0; index < PROPERTIES.length; index += 1) {
    const path = PROPERTIES[index];
    mark();
    tellBytes(proxy_get_property(at(path), path.byteLength, out, out + 4), path);
  }
  for (let index = 0; index < VARYING.length; index += 1) {
    const path = VARYING[index];
    mark();
    tellSize(proxy_get_property(at(path), path.byteLength, out, out + 4), path);
  }
}

function value(map: u32, name: ArrayBuffer): void {
  mark();
  tellBytes(proxy_get_header_map_value(map, at(name), name.byteLength, out, out + 4));
}

/** Three bytes from the second on, of a buffer that has some. */
function part(buffer: u32): void {
  if (buffer > 8 || load<u32>(out + 4) === 0 || load<u32>(out + 4) === UNTOUCHED) return;
  mark();
  tellBytes(proxy_get_buffer_bytes(buffer, 1, 3, out, out + 4));
}
