/**
 * The value of issue, issuewild, issuemail and issuevmc (RFC 8659 §4.2):
 *
 *   letsencrypt.org; validationmethods=dns-01; accounturi=https://…
 */

import { shown } from "../shown.js";

export interface IssueValue {
  /** Domain name of the authority, lower case; empty if nobody may issue. */
  readonly issuer: string;
  readonly parameters: readonly IssueParameter[];
}

export interface IssueParameter {
  readonly tag: string;
  readonly value: string;
}

const label = /^[a-z0-9-]+$/i;
const graphic = /^[\x21-\x3a\x3c-\x7e]*$/;

/** The value, or what is wrong with it. */
export function readIssueValue(text: string): IssueValue | string {
  const [domain = "", ...rest] = text.split(";");
  const issuer = trim(domain).toLowerCase();
  if (issuer !== "" && !issuer.split(".").every(isLabel)) {
    return `"${shown(issuer)}" is no domain name`;
  }
  const parameters: IssueParameter[] = [];
  const last = rest.length - 1;
  for (const [i, part] of rest.entries()) {
    const parameter = trim(part);
    // `;` alone says that nobody may issue.
    if (parameter === "" && i === last && i === 0) break;
    const equals = parameter.indexOf("=");
    if (equals === -1) return `"${shown(parameter)}" is no parameter of the form name=value`;
    const tag = trim(parameter.slice(0, equals)).toLowerCase();
    const value = trim(parameter.slice(equals + 1));
    if (!isLabel(tag)) return `"${shown(tag)}" is no name of a parameter`;
    if (!graphic.test(value)) return `the parameter ${tag} has a blank or odd character in it`;
    parameters.push({ tag, value });
  }
  return { issuer, parameters };
}

/** Who may issue by this value; empty for nobody, which is also what a malformed value says. */
export function issuerOf(text: string): string {
  const value = readIssueValue(text);
  return typeof value === "string" ? "" : value.issuer;
}

function isLabel(text: string): boolean {
  return text.length <= 63 && label.test(text) && !text.startsWith("-") && !text.endsWith("-");
}

/** Blanks and tabs only; a loop, since a pattern could go back and forth over 64 KiB of them. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
