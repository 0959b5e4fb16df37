/** Where reports are asked for: the URIs of `rua` and `ruf` (RFC 9989 §4.7, RFC 8460 §3). */
import { wireNameOf } from "./domain-name.js";

export interface ReportAddress {
  /** As written. */
  readonly text: string;
  /** Lower case; "" if there is none. */
  readonly scheme: string;
  /** The domain that gets the reports, lower case; "" if none can be seen. */
  readonly domain: string;
  /** What is wrong with it, or undefined. */
  readonly fault: string | undefined;
}

/** More destinations than any reporter serves. */
const addressesMax = 50;
const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/i;

/** The addresses in the value of a tag, which are separated by commas. */
export function reportAddressesOf(value: string): ReportAddress[] {
  return value.split(",", addressesMax).map((part) => readAddress(part.trim()));
}

function readAddress(text: string): ReportAddress {
  const scheme = /^([a-z][a-z0-9+.-]{0,30}):/i.exec(text)?.[1]?.toLowerCase() ?? "";
  if (scheme === "mailto") return readMailbox(text);
  if (scheme === "https") {
    const host = /^https:\/\/([^/:?#]+)/i.exec(text)?.[1]?.toLowerCase() ?? "";
    return isDomain(host)
      ? { text, scheme, domain: host, fault: undefined }
      : { text, scheme, domain: "", fault: "names no host" };
  }
  const fault =
    scheme !== "" ? undefined : text.includes("@") ? "lacks mailto: in front" : "is no URI";
  return { text, scheme, domain: "", fault };
}

function readMailbox(text: string): ReportAddress {
  // An older size limit, `!10m`, may follow; a query may, too (RFC 6068).
  const mailbox = text.slice("mailto:".length).replace(/[!?].{0,200}$/, "");
  const at = mailbox.lastIndexOf("@");
  const domain = mailbox.slice(at + 1).toLowerCase();
  const isMailbox = at > 0 && local.test(mailbox.slice(0, at)) && isDomain(domain);
  return {
    text,
    scheme: "mailto",
    domain: isMailbox ? domain : "",
    fault: isMailbox ? undefined : "holds no e-mail address",
  };
}

function isDomain(text: string): boolean {
  return /^[a-z0-9_.-]+\.[a-z0-9-]*[a-z][a-z0-9-]*$/i.test(text) && wireNameOf(text) !== undefined;
}
