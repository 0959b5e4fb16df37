/** The one request that an HTTP check makes (RFC 9112 §3). */
import { isIPv6 } from "node:net";
import type { HttpCheck } from "../steering/config.js";
import type { Aim } from "./check.js";

/** RFC 9110 §5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110 §5.5, and octets above ASCII, which Latin-1 carries. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;
const target = /^(\/[\x21-\x7e]*|\*)$/;

/** The `Host` that a check asks for, or `:authority` in HTTP/2. */
export function authorityOf(aim: Aim, check: HttpCheck, port: number, usualPort: number): string {
  if (check.host !== "") return check.host;
  const host = aim.hostName || (isIPv6(aim.address) ? `[${aim.address}]` : aim.address);
  return port === usualPort ? host : `${host}:${port}`;
}

/**
 * Why these cannot be sent, or undefined: a line break in a value would be a header, or a request,
 * of its own. They were looked at when the zone was loaded; an image from a disk was not.
 */
export function requestFault(check: HttpCheck): string | undefined {
  if (!target.test(check.path)) return `cannot be sent: path "${check.path}"`;
  if (!fieldValue.test(check.host)) return "cannot be sent: the host";
  const bad = check.headers.find(([name, value]) => !token.test(name) || !fieldValue.test(value));
  return bad === undefined ? undefined : `cannot be sent: header ${bad[0]}`;
}

export function requestText(check: HttpCheck, authority: string, userAgent: string): string {
  const own = new Set(check.headers.map(([name]) => name.toLowerCase()));
  const lines = [`${check.method} ${check.path} HTTP/1.1`];
  if (!own.has("host")) lines.push(`Host: ${authority}`);
  if (!own.has("user-agent")) lines.push(`User-Agent: ${userAgent}`);
  if (!own.has("accept")) lines.push("Accept: */*");
  for (const [name, value] of check.headers) lines.push(`${name}: ${value}`);
  lines.push("Connection: close", "", "");
  return lines.join("\r\n");
}
