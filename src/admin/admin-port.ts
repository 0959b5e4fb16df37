/**
 * The admin endpoint's port, bound first thing: if another program has it, the server must not
 * start. Until the real handler is loaded, requests are told to come back.
 */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Endpoint, formatEndpoint, isLoopback } from "../config/endpoint.js";

export interface AdminPort {
  readonly server: Server;
  /** Where it listens, with the port that the system chose. */
  readonly endpoint: Endpoint;
  /** From now on requests go to `handler`. */
  handOver(handler: RequestListener): void;
}

/** Rejects with the system's error (EADDRINUSE, EACCES …) if the port cannot be bound. */
export function bindAdminPort(wanted: Endpoint): Promise<AdminPort> {
  let current: RequestListener = (_request, response) => {
    response.writeHead(503, { "content-type": "application/json", "retry-after": "1" });
    response.end('{"error":"starting"}\n');
  };
  const server = createServer((request, response) => current(request, response));
  // Requests are small and answers are quick: whoever takes longer holds a socket for nothing.
  server.headersTimeout = 5000;
  server.requestTimeout = 10_000;
  server.maxConnections = 256;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: wanted.address, port: wanted.port }, () => {
      server.off("error", reject);
      const { port } = server.address() as AddressInfo;
      resolve({
        server,
        endpoint: { address: wanted.address, port },
        handOver: (handler) => {
          current = handler;
        },
      });
    });
  });
}

/** Why the endpoint must not be opened; undefined if it may. */
export function adminRefusal(listen: Endpoint, token: string | null): string | undefined {
  if (token !== null || isLoopback(listen.address)) return undefined;
  return (
    `the admin endpoint ${formatEndpoint(listen)} can be reached from other machines and has no ` +
    "token: set admin.token in fivenines.yaml or FIVENINES_ADMIN_TOKEN, or listen on 127.0.0.1"
  );
}
