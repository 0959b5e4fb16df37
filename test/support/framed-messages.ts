/** DNS messages over TCP, each behind its length (RFC 1035 §4.2.2). */
import type { Socket } from "node:net";

/** Calls `onMessage` with each message that comes whole, however the stream is cut. */
export function onMessages(socket: Socket, onMessage: (bytes: Buffer) => void): void {
  let received = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const message = Buffer.from(received.subarray(2, end));
      received = received.subarray(end);
      onMessage(message);
    }
  });
}

export function sendMessage(socket: Socket, message: Uint8Array): void {
  socket.write(Buffer.concat([Uint8Array.of(message.length >>> 8, message.length), message]));
}
