/**
 * Asks this very server a question, over the loopback or the address it listens on: the only proof
 * that the data plane answers. Any response counts, REFUSED too.
 */
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import { type Endpoint, formatEndpoint } from "../config/endpoint.js";

export interface SelfQueryResult {
  readonly address: string;
  readonly transport: "udp" | "tcp";
  /** Why there was no response; null if there was one. */
  readonly fault: string | null;
}

/** Questions over UDP and TCP to each address; all end within `timeoutMs`. */
export function selfQuery(
  listen: readonly Endpoint[],
  timeoutMs: number,
  id: number,
): Promise<SelfQueryResult[]> {
  return Promise.all(
    listen.flatMap((endpoint) => {
      const address = formatEndpoint(endpoint);
      const to = { address: reachable(endpoint.address), port: endpoint.port };
      return [
        askUdp(to, timeoutMs, id).then((fault) => ({ address, transport: "udp" as const, fault })),
        askTcp(to, timeoutMs, id).then((fault) => ({ address, transport: "tcp" as const, fault })),
      ];
    }),
  );
}

/** `. NS IN`, without recursion: a name that every server knows what to say about. */
function question(id: number): Uint8Array {
  return Uint8Array.of(id >>> 8, id, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1);
}

/** A response repeats the ID and has QR set (RFC 1035 §4.1.1). */
function isResponse(message: Uint8Array, id: number): boolean {
  return (
    message.length >= 12 && ((message[0]! << 8) | message[1]!) === id && (message[2]! & 0x80) !== 0
  );
}

/** A wildcard address is asked at its loopback. */
function reachable(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}

function askUdp(to: Endpoint, timeoutMs: number, id: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(to.address) ? "udp6" : "udp4");
    const end = (fault: string | null) => {
      clearTimeout(timer);
      socket.close();
      resolve(fault);
    };
    const timer = setTimeout(() => end(`no response within ${timeoutMs} ms`), timeoutMs);
    socket.once("error", (error) => end(error.message));
    socket.on("message", (message) => {
      if (isResponse(message, id)) end(null);
    });
    socket.send(question(id), to.port, to.address);
  });
}

function askTcp(to: Endpoint, timeoutMs: number, id: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: to.address, port: to.port });
    let received = Buffer.alloc(0);
    const end = (fault: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(fault);
    };
    const timer = setTimeout(() => end(`no response within ${timeoutMs} ms`), timeoutMs);
    socket.once("error", (error) => end(error.message));
    socket.once("end", () => end("the connection was closed without a response"));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 14 && isResponse(received.subarray(2), id)) end(null);
    });
    const message = question(id);
    // The two-byte length prefix of RFC 1035 §4.2.2, in one write with the message (RFC 7766 §8).
    socket.write(Buffer.concat([Uint8Array.of(0, message.length), message]));
  });
}
