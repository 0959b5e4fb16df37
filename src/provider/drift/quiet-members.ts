/**
 * The cheap pass of a watch: where a provider's serial moves with every change, and no nameserver
 * has another one than in the last look, nothing has changed and nothing need be listed.
 */
import { nameToText } from "../../dns/name-text.js";
import { ProviderFault } from "../contract/fault.js";
import type { Member } from "../contract/member.js";
import type { Nameserver } from "../contract/provider.js";
import { type AskPort, askNameserver } from "../verify/ask.js";
import type { DriftReport } from "./drift-finding.js";

const SOA = 6;

/** Looks in a row that a member may be left out of: a serial is a promise, a listing is a proof. */
const skipsMax = 11;

interface Seen {
  readonly serials: string;
  readonly desiredSerial: number;
  skips: number;
}

export class QuietMembers {
  private readonly seen = new Map<string, Seen>();
  /** As read before the look that is under way; null where they say nothing. */
  private readonly before = new Map<string, string | null>();

  constructor(private readonly port: AskPort) {}

  /** Those that have to be looked at. */
  async moved(members: readonly Member[]): Promise<Member[]> {
    const quiet = await Promise.all(members.map((member) => this.isQuiet(member)));
    return members.filter((_, i) => !quiet[i]);
  }

  /** After a look: who had no drift, and nothing pending, may be left out while its serial stays. */
  note(members: readonly Member[], reports: readonly DriftReport[]): void {
    const clean = new Set(
      reports
        .filter(({ outcome, pending }) => outcome === "none" && pending === 0)
        .map(({ apex, provider }) => `${provider} ${apex}`),
    );
    for (const member of members) {
      const key = keyOf(member);
      const serials = this.before.get(key) ?? null;
      if (serials === null || !clean.has(key)) this.seen.delete(key);
      else this.seen.set(key, { serials, desiredSerial: member.desired.serial, skips: 0 });
    }
    this.before.clear();
  }

  private async isQuiet(member: Member): Promise<boolean> {
    const key = keyOf(member);
    const serials = await this.serials(member);
    const seen = this.seen.get(key);
    const isQuiet =
      seen !== undefined &&
      seen.skips < skipsMax &&
      seen.serials === serials &&
      seen.desiredSerial === member.desired.serial;
    if (isQuiet) seen.skips++;
    else this.before.set(key, serials);
    return isQuiet;
  }

  /** One serial a nameserver; null where serials say nothing or somebody does not answer. */
  private async serials({ provider, desired }: Member): Promise<string | null> {
    if (provider.capabilities.propagation !== "serial") return null;
    let nameservers: readonly Nameserver[];
    try {
      const zone = await provider.find(desired.apex);
      if (zone === null) return null;
      nameservers = await provider.nameservers(zone);
    } catch (fault) {
      if (fault instanceof ProviderFault) return null;
      throw fault;
    }
    if (nameservers.length === 0) return null;
    const question = { owner: desired.apex, type: SOA };
    const answers = await Promise.all(
      nameservers.map((one) => askNameserver(this.port, one, "udp", question, desired.apex)),
    );
    const serials = answers.map((answer) => {
      const rdata = answer.kind === "rrset" ? answer.records[0]!.rdata : new Uint8Array();
      if (rdata.length < 20) return null;
      // SERIAL is the first of the five numbers at the end (RFC 1035 §3.3.13).
      return new DataView(rdata.buffer, rdata.byteOffset + rdata.length - 20).getUint32(0);
    });
    return serials.includes(null) ? null : serials.join(" ");
  }
}

function keyOf({ provider, desired }: Member): string {
  return `${provider.name} ${nameToText(desired.apex)}`;
}
