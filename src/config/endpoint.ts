/**
 * `ADDR:PORT`, as in `127.0.0.1:5300` and `[::1]:5300`. Host names are refused: a nameserver that
 * needs DNS to know where it listens cannot start when DNS is down.
 */
import { isIP, isIPv4, isIPv6 } from "node:net";

export interface Endpoint {
  readonly address: string;
  /** 0 lets the system choose a port. */
  readonly port: number;
}

export type EndpointResult =
  | { readonly kind: "endpoint"; readonly endpoint: Endpoint }
  | { readonly kind: "error"; readonly message: string; readonly hint: string };

/** Reads `ADDR:PORT`; says what is wrong and how it should look otherwise. */
export function parseEndpoint(text: string): EndpointResult {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(text);
  if (match === null) return malformed(text);
  const [, bracketed, plain, portText = ""] = match;
  const address = bracketed ?? plain ?? "";
  if (bracketed === undefined ? !isIPv4(address) : !isIPv6(address)) {
    return {
      kind: "error",
      message: `"${address}" is not an IP address`,
      hint:
        address === "localhost"
          ? `write 127.0.0.1:${portText} or [::1]:${portText}`
          : "write an address, not a name: 127.0.0.1:5300, 0.0.0.0:53 or [::]:53",
    };
  }
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535)) {
    return {
      kind: "error",
      message: `"${portText}" is not a port`,
      hint: "a port is a number from 0 to 65535; 0 lets the system choose",
    };
  }
  return { kind: "endpoint", endpoint: { address, port } };
}

export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether the text is an address that only this machine can reach. */
export function isLoopback(address: string): boolean {
  return (isIPv4(address) && address.startsWith("127.")) || address === "::1";
}

function malformed(text: string): EndpointResult {
  const message = `"${text}" is not ADDR:PORT`;
  const last = text.lastIndexOf(":");
  if (last > 0 && isIPv6(text.slice(0, last))) {
    const hint = `put brackets around an IPv6 address: [${text.slice(0, last)}]:${text.slice(last + 1)}`;
    return { kind: "error", message, hint };
  }
  if (isIP(text) === 4) return { kind: "error", message, hint: `add a port: ${text}:5300` };
  if (isIP(text) === 6) return { kind: "error", message, hint: `add a port: [${text}]:5300` };
  return { kind: "error", message, hint: "write 127.0.0.1:5300 or [::1]:5300" };
}
