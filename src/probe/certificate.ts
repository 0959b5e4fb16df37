/** What is wrong with the certificate that a server showed, and how long it lasts. */
import type { TLSSocket } from "node:tls";
import type { TlsCheck } from "../steering/config.js";

/** Codes of OpenSSL's verification, and of Node's comparison of names. What is not here: the chain. */
const faults: { readonly [code: string]: string } = {
  CERT_HAS_EXPIRED: "certificate expired",
  CERT_NOT_YET_VALID: "certificate not yet valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate name",
};

const dayMs = 24 * 60 * 60 * 1000;

export interface CertificateVerdict {
  readonly fault: string | undefined;
  readonly warning: string | undefined;
}

export function judgeCertificate(
  socket: TLSSocket,
  check: TlsCheck,
  unixMs: number,
): CertificateVerdict {
  const { verify, warnDays, daysMin } = check;
  if (verify && !socket.authorized) {
    // Declared as an Error; it is the code of one.
    const code = String(socket.authorizationError);
    return { fault: faults[code] ?? "certificate chain", warning: undefined };
  }
  if (!verify && daysMin === 0) return { fault: undefined, warning: undefined };
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return { fault: "certificate chain", warning: undefined };
  const days = Math.floor((Date.parse(certificate.validTo) - unixMs) / dayMs);
  if (days < daysMin) return { fault: "certificate ends soon", warning: undefined };
  const warning = days < warnDays ? `the certificate ends in ${days} days` : undefined;
  return { fault: undefined, warning };
}
