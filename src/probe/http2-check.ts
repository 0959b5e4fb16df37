/** `http2`: as `https`, but the server has to speak HTTP/2 (RFC 9113) over TLS. */
import {
  type Aim,
  type EndCheck,
  failed,
  nothingToStop,
  type StopCheck,
  unknown,
} from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";
import { judgeStatusAndBody } from "./http-check.js";
import { bodyBytesMax } from "./http-reader.js";
import { authorityOf, requestFault } from "./http-request.js";
import { exchangeHttp2 } from "./http2-exchange.js";
import { openTlsStream } from "./stream.js";

/** RFC 9113 §8.2.2, and those that are pseudo-headers here. */
const notSent = new Set(["host", "connection", "transfer-encoding", "upgrade", "keep-alive", "te"]);

export function startHttp2(aim: Aim, end: EndCheck, environment: CheckEnvironment): StopCheck {
  const { check } = aim.monitor;
  if (check.type !== "http2") return nothingToStop;
  const fault = requestFault(check);
  if (fault !== undefined) {
    end(unknown(fault));
    return nothingToStop;
  }
  const own = check.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers = {
    "user-agent": environment.userAgent,
    accept: "*/*",
    ...Object.fromEntries(own.filter(([name]) => !notSent.has(name))),
    ":method": check.method,
    ":path": check.path,
    ":scheme": "https",
    ":authority": authorityOf(aim, check, aim.port ?? check.port, 443),
  };
  let stop = nothingToStop;
  const socket = openTlsStream(
    aim,
    check.port,
    { check, protocols: ["h2"] },
    environment,
    end,
    (ready) => {
      if (ready.protocol !== "h2") {
        end(failed("protocol"));
        return;
      }
      const request = { headers, body: undefined, bodyBytesMax };
      stop = exchangeHttp2(ready.socket, request, end, ({ status, body }) => {
        const outcome = judgeStatusAndBody(check, status, () => body.toString("latin1"));
        end(ready.warning === undefined ? outcome : { ...outcome, warning: ready.warning });
      });
    },
  );
  return () => {
    stop();
    socket.destroy();
  };
}
