import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { tellGiveaways } from "./giveaways.js";

/** Forms that those who give the keys out document, so that they are found when leaked. */
const secrets: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "a private key", pattern: /-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY-----/ },
  { what: "an access key of AWS", pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/ },
  { what: "a token of GitHub", pattern: /\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\w{60})/ },
  { what: "a token of GitLab", pattern: /\bglpat-[\w-]{20}/ },
  { what: "a token of Slack", pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10}/ },
  { what: "an API key of Google", pattern: /\bAIza[\w-]{35}/ },
  { what: "a live key of Stripe", pattern: /\b[rs]k_live_[A-Za-z0-9]{16}/ },
  { what: "an API key of SendGrid", pattern: /\bSG\.[\w-]{22}\.[\w-]{43}/ },
  { what: "a token of npm", pattern: /\bnpm_[A-Za-z0-9]{36}/ },
  {
    what: "a password",
    pattern:
      /\b(?:password|passwd|passphrase|pwd|client_secret|secret_access_key)["' ]*[=:]\s*[^\s;"']{4}/i,
  },
];

/** Two octets that each form has at a place of its own; most texts have none of them. */
const marks = ["--", "KI", "SI", "gh", "lp", "xo", "AI", "k_", "G.", "m_", "pa", "PA", "Pa", "pw"];
const isMark = new Uint8Array(0x1_0000);
for (const mark of [...marks, "PW", "Pw", "t_", "T_"]) {
  isMark[(mark.charCodeAt(0) << 8) | mark.charCodeAt(1)] = 1;
}

export const textSecret: Rule = {
  id: "text-secret",
  severity: "warning",
  sets: ["best-practice"],
  reference: "CWE-200",
  summary: "A TXT record holds what looks like a password, a private key or an access token.",
  why: "The DNS is public, and what was in it once is kept by those who collect it.",
  hint: "have the secret replaced where it is used, then remove the record",
  judges: "records",
  check: (context) => tellGiveaways(context, hasMark, whatIs),
};

function whatIs(text: string): string | undefined {
  return secrets.find(({ pattern }) => pattern.test(text))?.what;
}

function hasMark({ zone }: ZoneIndex, record: number): boolean {
  const { rdata, rdataStart } = zone;
  const end = rdataStart[record + 1]!;
  let before = 0;
  for (let at = rdataStart[record]! + 1; at < end; at++) {
    const octet = rdata[at]!;
    if (isMark[(before << 8) | octet] === 1) return true;
    before = octet;
  }
  return false;
}
