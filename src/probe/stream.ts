/**
 * A connection of a check, with TLS or without. Whatever is wrong with it ends the check; `ready` is
 * called once it can be written to. The schedule destroys it when the check is over.
 */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { TlsCheck } from "../steering/config.js";
import { judgeCertificate } from "./certificate.js";
import { type Aim, type EndCheck, failed } from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";
import { outcomeOfError } from "./socket-fault.js";

export interface TlsPart {
  readonly check: TlsCheck;
  /** Application protocols (RFC 7301), best first. */
  readonly protocols: readonly string[];
}

export interface ReadyStream {
  readonly socket: Socket;
  /** The protocol that the server chose; empty for none. */
  readonly protocol: string;
  readonly warning: string | undefined;
}

export function openStream(
  aim: Aim,
  port: number,
  end: EndCheck,
  ready: (stream: ReadyStream) => void,
): Socket {
  const socket = connect({ host: aim.address, port: aim.port ?? port });
  socket.on("error", (error) => end(outcomeOfError(error)));
  socket.on("close", () => end(failed("closed")));
  socket.once("connect", () => ready({ socket, protocol: "", warning: undefined }));
  return socket;
}

export function openTlsStream(
  aim: Aim,
  port: number,
  { check, protocols }: TlsPart,
  environment: CheckEnvironment,
  end: EndCheck,
  ready: (stream: ReadyStream) => void,
): Socket {
  const serverName = check.serverName || aim.hostName;
  const socket = connectTls({
    host: aim.address,
    port: aim.port ?? port,
    // RFC 6066 §3: an address is no server name.
    servername: serverName,
    secureContext: environment.secureContext,
    // Judged below, so that what is wrong gets its own reason.
    rejectUnauthorized: false,
    ALPNProtocols: [...protocols],
  });
  socket.on("error", (error) => end(outcomeOfError(error)));
  socket.on("close", () => end(failed("closed")));
  socket.once("secureConnect", () => {
    const { fault, warning } = judgeCertificate(socket, check, environment.unixMs());
    if (fault !== undefined) end(failed(fault));
    else ready({ socket, protocol: socket.alpnProtocol || "", warning });
  });
  return socket;
}
