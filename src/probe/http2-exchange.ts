/**
 * One request over HTTP/2 on a connection that is ready for it. What the server may send is bounded:
 * the library bounds frames, headers and its own memory, and the octets of all of it are counted
 * here, so that a server which floods is cut off rather than listened to until time is out.
 */
import { type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import { BoundedBytes } from "./bounded-bytes.js";
import { type EndCheck, failed } from "./check.js";
import { outcomeOfError } from "./socket-fault.js";

/** Of everything on the connection, TLS not counted. */
const connectionBytesMax = 1024 * 1024;
const lookEveryMs = 25;
/** Megabytes; the least that the library takes. */
const sessionMemoryMax = 1;

export interface Http2Request {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | undefined;
  /** As much of the response's body as is kept; it counts as complete when it is full. */
  readonly bodyBytesMax: number;
}

export interface Http2Response {
  readonly status: number;
  readonly body: Buffer;
  /** Header and trailer fields; trailers win. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Returns what ends it early. */
export function exchangeHttp2(
  socket: Socket,
  request: Http2Request,
  end: EndCheck,
  done: (response: Http2Response) => void,
): () => void {
  const session = connect("http://target.invalid", {
    createConnection: () => socket,
    maxSessionMemory: sessionMemoryMax,
    maxHeaderListPairs: 128,
    settings: { enablePush: false, maxHeaderListSize: 32 * 1024, initialWindowSize: 128 * 1024 },
  });
  session.on("error", (error) => end(outcomeOfHttp2(error)));
  session.on("goaway", () => end(failed("closed")));
  session.on("close", () => end(failed("closed")));
  const watch = setInterval(() => {
    if (socket.bytesRead > connectionBytesMax) end(failed("too much"));
  }, lookEveryMs);
  const stream = session.request(request.headers, { endStream: request.body === undefined });
  stream.on("error", (error) => end(outcomeOfHttp2(error)));
  stream.on("close", () => end(failed("closed")));
  collect(stream, request.bodyBytesMax, done);
  if (request.body !== undefined) stream.end(request.body);
  return () => {
    clearInterval(watch);
    session.destroy();
    socket.destroy();
  };
}

function collect(
  stream: ClientHttp2Stream,
  bodyBytesMax: number,
  done: (response: Http2Response) => void,
): void {
  const body = new BoundedBytes(bodyBytesMax);
  let status = 0;
  let fields: Record<string, unknown> = {};
  const finish = () => done({ status, body: body.view(), fields });
  stream.on("response", (headers) => {
    status = Number(headers[":status"]);
    fields = { ...headers };
  });
  stream.on("trailers", (trailers) => {
    fields = { ...fields, ...trailers };
  });
  stream.on("data", (chunk: Buffer) => {
    body.take(chunk);
    if (body.isFull) finish();
  });
  stream.on("end", finish);
}

function outcomeOfHttp2(error: NodeJS.ErrnoException) {
  const code = error.code ?? "";
  return code.startsWith("ERR_HTTP2") ? failed("malformed") : outcomeOfError(error);
}
