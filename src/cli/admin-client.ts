/** Asks the admin endpoint of a running server, for the commands that talk to one. */
import { request } from "node:http";
import { type Endpoint, formatEndpoint } from "../config/endpoint.js";
import { CommandFailure } from "./surroundings.js";

export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface AdminTarget {
  readonly listen: Endpoint;
  readonly token: string | null;
}

/** A server that lists 100,000 zones still answers with less. */
const answerBytesMax = 64 * 1024 * 1024;

/** Fails with a sentence if nobody answers, or if the token is wrong. */
export async function askAdmin(
  target: AdminTarget,
  method: "GET" | "POST",
  path: string,
  timeoutMs: number,
  /** Sent as JSON. */
  body?: unknown,
): Promise<AdminAnswer> {
  const answer = await exchange(target, method, path, timeoutMs, body);
  if (answer.status === 401) {
    throw new CommandFailure(
      "the server wants its admin token: set FIVENINES_ADMIN_TOKEN, or name its configuration " +
        "with --config",
    );
  }
  return answer;
}

function exchange(
  { listen, token }: AdminTarget,
  method: string,
  path: string,
  timeoutMs: number,
  body: unknown,
): Promise<AdminAnswer> {
  const { address, port } = listen;
  const json = body === undefined ? undefined : JSON.stringify(body);
  const host = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new CommandFailure(`${formatEndpoint(listen)}: ${why}`));
    const outgoing = request(
      {
        host,
        port,
        method,
        path,
        timeout: timeoutMs,
        agent: false,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(json === undefined ? {} : { "content-type": "application/json" }),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > answerBytesMax) outgoing.destroy(new Error("the answer is too large"));
          chunks.push(chunk);
        });
        incoming.on("error", (error) => fail(error.message));
        incoming.on("end", () => {
          try {
            const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
            resolve({ status: incoming.statusCode ?? 0, body });
          } catch {
            fail("the answer is not JSON: is this the admin endpoint of fivenines?");
          }
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    outgoing.on("error", (error: NodeJS.ErrnoException) =>
      fail(
        error.code === "ECONNREFUSED"
          ? "no server answers here; start one with `fivenines serve`, or name its admin endpoint " +
              "with --admin or --config"
          : error.message,
      ),
    );
    outgoing.end(json);
  });
}
