/** Bodies of answers end at a bound: what Route 53 sends is far below it, and memory is finite. */
import { type Readable, Transform, type TransformCallback } from "node:stream";
import type { Route53Client } from "@aws-sdk/client-route-53";

/** A page of 300 sets, each as long as sets can be, takes a third of it. */
export const bodyBytesMax = 32 * 1024 * 1024;

export class BodyTooLong extends Error {
  override readonly name = "BodyTooLong";
}

/** Every answer that the client reads from now on is bounded. */
export function boundBodies(client: Route53Client, bytesMax: number = bodyBytesMax): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const output = await next(args);
      const response = output.response as { body?: unknown } | undefined;
      if (isReadable(response?.body)) response.body = bounded(response.body, bytesMax);
      return output;
    },
    // Behind whatever reads the body: next to the socket.
    { step: "deserialize", priority: "low", name: "boundBodies" },
  );
}

function bounded(body: Readable, bytesMax: number): Readable {
  let bytes = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > bytesMax) done(new BodyTooLong(`an answer of more than ${bytesMax} octets`));
      else done(null, chunk);
    },
  });
  body.on("error", (error) => bound.destroy(error));
  bound.on("error", () => body.destroy());
  return body.pipe(bound);
}

function isReadable(body: unknown): body is Readable {
  return typeof body === "object" && body !== null && "pipe" in body;
}
