/**
 * One query to one server and the octets that come back, over UDP or TCP. Who asks decides what is
 * an answer: `read` is shown what comes, and what it makes nothing of is ignored, as strangers'
 * datagrams must be.
 */
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";

export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/** What an answer means to who asked; undefined: it is no answer to that query. */
export type Read<T> = (bytes: Uint8Array) => T | undefined;

/** Resolves with what `read` made of the answer, or with a sentence why there is none. */
export type Exchange = <T>(
  server: ServerAddress,
  query: Uint8Array,
  timeoutMs: number,
  read: Read<T>,
) => Promise<T | string>;

export const exchangeUdp: Exchange = <T>(
  server: ServerAddress,
  query: Uint8Array,
  timeoutMs: number,
  read: Read<T>,
) =>
  new Promise<T | string>((resolve) => {
    const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
    let open = true;
    const end = (answer: T | string) => {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end(silence(timeoutMs)), timeoutMs);
    socket.on("error", (error) => end(reasonOf(error)));
    socket.on("message", (bytes, from) => {
      if (from.port !== server.port) return;
      const answer = read(bytes);
      if (answer !== undefined) end(answer);
    });
    // Connected, so that a closed port is told at once and strangers' datagrams are not.
    socket.connect(server.port, server.address, () => {
      if (open) socket.send(query);
    });
  });

export const exchangeTcp: Exchange = <T>(
  server: ServerAddress,
  query: Uint8Array,
  timeoutMs: number,
  read: Read<T>,
) =>
  new Promise<T | string>((resolve) => {
    const socket = connect({ host: server.address, port: server.port });
    let received = Buffer.alloc(0);
    const end = (answer: T | string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(silence(timeoutMs)), timeoutMs);
    socket.once("error", (error) => end(reasonOf(error)));
    socket.once("end", () => end("the connection was closed without a response"));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 2 ? Number.POSITIVE_INFINITY : received.readUInt16BE(0);
      if (received.length < length + 2) return;
      end(read(received.subarray(2, length + 2)) ?? "an answer to something else");
    });
    // Length and message in one write (RFC 7766 §8).
    socket.write(Buffer.concat([Uint8Array.of(query.length >>> 8, query.length), query]));
  });

/** Why there is no answer: nothing came. */
export function silence(waitedMs: number): string {
  return `no response within ${waitedMs} ms`;
}

/** Why there is no answer: this host has no address of that family, or no route. */
export const noRoute = "no response: there is no route to its network";

const reasons: { readonly [code: string]: string } = {
  ECONNREFUSED: "no response: nothing listens there",
  EADDRNOTAVAIL: noRoute,
  EHOSTUNREACH: "no response: the host cannot be reached",
  ENETUNREACH: noRoute,
  ECONNRESET: "no response: the connection was reset",
};

/** Why a socket gave up, for people. */
export function reasonOf(error: NodeJS.ErrnoException): string {
  return reasons[error.code ?? ""] ?? `no response: ${error.code ?? error.message}`;
}
