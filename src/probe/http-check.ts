/**
 * `http` and `https`: one request, the status, and if asked for the body. Redirects are answers like
 * any other: where they lead is not what was to be probed.
 */
import type { Socket } from "node:net";
import { bodyMatches } from "../steering/body-pattern.js";
import type { HttpCheck } from "../steering/config.js";
import {
  type Aim,
  type CheckOutcome,
  type EndCheck,
  failed,
  nothingToStop,
  passed,
  type StopCheck,
  unknown,
} from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";
import { HttpReader } from "./http-reader.js";
import { authorityOf, requestFault, requestText } from "./http-request.js";
import { openStream, openTlsStream, type ReadyStream } from "./stream.js";

export function startHttp(aim: Aim, end: EndCheck, environment: CheckEnvironment): StopCheck {
  const { check } = aim.monitor;
  if (check.type !== "http" && check.type !== "https") return nothingToStop;
  const fault = requestFault(check);
  if (fault !== undefined) {
    end(unknown(fault));
    return nothingToStop;
  }
  const usualPort = check.type === "https" ? 443 : 80;
  const authority = authorityOf(aim, check, aim.port ?? check.port, usualPort);
  const request = requestText(check, authority, environment.userAgent);
  const reader = new HttpReader(check.body !== null && check.method !== "HEAD");
  const converse = ({ socket, warning }: ReadyStream) => {
    read(socket, reader, () => {
      const outcome = judgeResponse(check, reader);
      end(warning === undefined ? outcome : { ...outcome, warning });
    });
    socket.write(request, "latin1");
  };
  const socket =
    check.type === "http"
      ? openStream(aim, check.port, end, converse)
      : openTlsStream(
          aim,
          check.port,
          { check, protocols: ["http/1.1"] },
          environment,
          end,
          converse,
        );
  return () => socket.destroy();
}

function read(socket: Socket, reader: HttpReader, done: () => void): void {
  socket.on("data", (chunk: Buffer) => {
    reader.feed(chunk);
    if (reader.done) done();
  });
  socket.on("end", () => {
    // Nothing at all is a connection that was closed, which the stream tells.
    if (reader.status === 0) return;
    reader.end();
    done();
  });
}

function judgeResponse(check: HttpCheck, reader: HttpReader): CheckOutcome {
  if (reader.malformed) return failed("malformed");
  return judgeStatusAndBody(check, reader.status, () => reader.body);
}

export function judgeStatusAndBody(
  check: HttpCheck,
  status: number,
  body: () => string,
): CheckOutcome {
  if (!check.codes.some(([first, last]) => first <= status && status <= last)) {
    return failed(`status ${status}`);
  }
  return check.body === null || bodyMatches(check.body, body()) ? passed : failed("body");
}
