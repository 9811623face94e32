// As much of HTTP/1.1 as load and upstream need: messages with a Content-Length, one after the other on a connection.
// Node's own client would cost several times what it measures. Source: RFC 9112 §6.

const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Heads of the messages that are complete, as text; what is left waits for the next chunk. */
export type Splitter = (chunk: Buffer) => readonly string[];

/** Splits one direction of one connection. Throws at a message that is chunked: the bench has none. */
export function createSplitter(): Splitter {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const heads: string[] = [];
    for (;;) {
      const end = rest.indexOf(HEAD_END);
      if (end < 0) return heads;
      const head = rest.toString("latin1", 0, end);
      const size = end + HEAD_END.length + sizeOf(head);
      if (rest.length < size) return heads;
      heads.push(head);
      rest = rest.subarray(size);
    }
  };
}

function sizeOf(head: string): number {
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error(`want a Content-Length, got:\n${head}`);
  return Number(LENGTH.exec(head)?.[1] ?? 0);
}

/** Bytes of a message. `first` is its request line or status line; a Content-Length is added to the headers. */
export function message(first: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const all = { ...headers, ...(body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${first}\r\n${lines.join("")}\r\n${body}`);
}
