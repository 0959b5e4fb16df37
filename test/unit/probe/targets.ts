/** Real servers on loopback for checks to aim at. Who uses them closes them after each test. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

const closers: (() => void)[] = [];

/** For `afterEach`, in the file of the tests: files share this module. */
export function closeAll(): void {
  for (const close of closers.splice(0)) close();
}

export function closeLater(close: () => void): void {
  closers.push(close);
}

export interface Target {
  readonly port: number;
}

/** A TCP server that does what `serve` says. */
export async function listen(
  serve: (socket: Socket) => void,
  address = "127.0.0.1",
): Promise<Target> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    serve(socket);
  });
  closeLater(() => {
    for (const socket of sockets) socket.destroy();
  });
  return { port: await portOf(server, address) };
}

/** Starts any kind of server on a port that the kernel chooses. */
export async function portOf(server: Server, address = "127.0.0.1"): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  closeLater(() => server.close());
  return (server.address() as AddressInfo).port;
}

/**
 * A port that nobody listens on and nobody else gets: held by a connection's near end, since a
 * port that was only free a moment ago may be taken.
 */
export async function freePort(): Promise<Target> {
  const { connect } = await import("node:net");
  const far = await listen(() => {});
  const near = connect({ host: "127.0.0.1", port: far.port });
  await new Promise<void>((resolve) => near.once("connect", () => resolve()));
  near.on("error", () => {});
  closeLater(() => near.destroy());
  return { port: near.localPort! };
}
