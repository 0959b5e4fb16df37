/** What the errors of sockets say: of the target, or of this host. */
import { type CheckOutcome, failed, skipped } from "./check.js";

const reasons: { readonly [code: string]: string } = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETDOWN: "unreachable",
  EPROTONOSUPPORT: "unreachable",
  ETIMEDOUT: "timeout",
  EPROTO: "handshake",
  // Neither HTTP/1.1 nor HTTP/2, whichever was offered (RFC 7301 §3.2).
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: "protocol",
};

/** This host is short of something, or forbids it: no target is to blame. */
const ofThisHost = new Set([
  "EMFILE",
  "ENFILE",
  "ENOBUFS",
  "ENOMEM",
  "EADDRNOTAVAIL",
  "EADDRINUSE",
  "EAGAIN",
  "EACCES",
  "EPERM",
]);

export function outcomeOfError(error: NodeJS.ErrnoException): CheckOutcome {
  const code = error.code ?? "";
  if (ofThisHost.has(code)) return skipped(`this host: ${code}`);
  const reason = reasons[code];
  if (reason !== undefined) return failed(reason);
  if (/^ERR_(SSL|TLS|OSSL)/.test(code)) return failed("handshake");
  return failed(code === "" ? "fault" : code.toLowerCase());
}
