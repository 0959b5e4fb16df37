/** `grpc`: Health/Check of grpc.health.v1 has to say SERVING, with TLS or without. */
import {
  type Aim,
  type CheckOutcome,
  type EndCheck,
  failed,
  nothingToStop,
  passed,
  type StopCheck,
} from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";
import { healthRequest, healthStatus } from "./grpc-health.js";
import { exchangeHttp2, type Http2Response } from "./http2-exchange.js";
import { openStream, openTlsStream, type ReadyStream } from "./stream.js";

/** A health response has two octets behind the prefix; ones with fields of later times a few more. */
const bodyBytesMax = 4096;

export function startGrpc(aim: Aim, end: EndCheck, environment: CheckEnvironment): StopCheck {
  const { check } = aim.monitor;
  if (check.type !== "grpc") return nothingToStop;
  const headers = {
    ":method": "POST",
    ":path": "/grpc.health.v1.Health/Check",
    ":scheme": check.tls ? "https" : "http",
    ":authority": check.serverName || aim.hostName || aim.address,
    "content-type": "application/grpc",
    "user-agent": environment.userAgent,
    te: "trailers",
  };
  const request = { headers, body: healthRequest(check.service), bodyBytesMax };
  let stop = nothingToStop;
  const converse = ({ socket, protocol, warning }: ReadyStream) => {
    if (check.tls && protocol !== "h2") {
      end(failed("protocol"));
      return;
    }
    stop = exchangeHttp2(socket, request, end, (response) => {
      const outcome = judgeHealth(response);
      end(warning === undefined ? outcome : { ...outcome, warning });
    });
  };
  const socket = check.tls
    ? openTlsStream(aim, check.port, { check, protocols: ["h2"] }, environment, end, converse)
    : openStream(aim, check.port, end, converse);
  return () => {
    stop();
    socket.destroy();
  };
}

function judgeHealth({ status, body, fields }: Http2Response): CheckOutcome {
  if (status !== 200) return failed(`status ${status}`);
  const code = String(fields["grpc-status"] ?? "");
  if (body.length === bodyBytesMax) return failed("malformed");
  if (code !== "0") return failed(/^[0-9]{1,2}$/.test(code) ? `grpc status ${code}` : "malformed");
  const serving = healthStatus(body);
  if (serving === undefined) return failed("malformed");
  return serving === "serving" ? passed : failed("not serving");
}
