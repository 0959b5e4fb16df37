/** What the probes of the benchmark aim at, in a process of its own: one port, on every address of 127/8. */
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

const response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

const [kind = "tcp", keyPath = "", certificatePath = ""] = process.argv.slice(2);

const server: Server =
  kind === "https"
    ? createTlsServer({ key: readFileSync(keyPath), cert: readFileSync(certificatePath) }, answer)
    : createServer(kind === "http" ? answer : accept);

server.on("tlsClientError", () => {});
server.listen({ host: "0.0.0.0", port: 0, backlog: 4096 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});

function accept(socket: Socket): void {
  socket.on("error", () => {});
  socket.resume();
}

function answer(socket: Socket): void {
  socket.on("error", () => {});
  socket.once("data", () => socket.end(response));
}
