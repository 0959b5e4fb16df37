/** `tcp`: the connection is accepted. `tls`: and the certificate is good. */
import { connect } from "node:net";
import { type Aim, type EndCheck, nothingToStop, passed, type StopCheck } from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";
import { outcomeOfError } from "./socket-fault.js";
import { openTlsStream } from "./stream.js";

export function startTcp(aim: Aim, end: EndCheck): StopCheck {
  const { check } = aim.monitor;
  if (check.type !== "tcp") return nothingToStop;
  const socket = connect({ host: aim.address, port: aim.port ?? check.port });
  socket.once("connect", () => end(passed));
  socket.on("error", (error) => end(outcomeOfError(error)));
  return () => socket.destroy();
}

export function startTls(aim: Aim, end: EndCheck, environment: CheckEnvironment): StopCheck {
  const { check } = aim.monitor;
  if (check.type !== "tls") return nothingToStop;
  const socket = openTlsStream(
    aim,
    check.port,
    { check, protocols: [] },
    environment,
    end,
    ({ warning }) => end(warning === undefined ? passed : { ...passed, warning }),
  );
  return () => socket.destroy();
}
