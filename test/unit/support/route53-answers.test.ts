/**
 * The fake of Route 53 answers DNS from its store as the Developer Guide says: "How Amazon Route 53
 * routes traffic", "How Amazon Route 53 chooses records when health checking is configured".
 */

import { CreateHealthCheckCommand } from "@aws-sdk/client-route-53";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { recordTypeOf, typeCodeFromText } from "../../../src/dns/rr/registry.js";
import { DnsClient } from "../../../src/resolver/dns-client.js";
import { openSession, type Session, set } from "../../support/route53/route53-session.js";

const client = new DnsClient({ timeoutMs: 5000, attempts: 1, randomId: () => 9 });
const draws: number[] = [];
let session: Session;
beforeEach(async () => {
  session = await openSession({ random: () => draws.shift() ?? 0 });
});
afterEach(() => session.close());

/** RCODE and what the answer section holds, in presentation form. */
async function told(question: string, nameserver = 0): Promise<string> {
  const [name = "", type = ""] = question.split(" ");
  const reply = await client.ask(session.fake.nameservers[nameserver]!, {
    name: lowerNameFromText(`${name}.example.com.`)!,
    type: typeCodeFromText(type),
  });
  if (typeof reply === "string") return reply;
  const answers = reply.answers.map(({ type: code, rdata }) => {
    return recordTypeOf(code).print(rdata, 0, rdata.length);
  });
  return [reply.rcode === 0 ? "NOERROR" : `RCODE ${reply.rcode}`, ...answers].join(" ");
}

async function healthCheck(reference: string): Promise<string> {
  const { HealthCheck } = await session.client.send(
    new CreateHealthCheckCommand({
      CallerReference: reference,
      HealthCheckConfig: { Type: "TCP", IPAddress: "192.0.2.1", Port: 80 },
    }),
  );
  return HealthCheck?.Id ?? "";
}

it("serves a change at each nameserver after that one's delay", async () => {
  session.fake.delaysMs[1] = 5000;
  await session.change(set("CREATE", "a A", "192.0.2.1"));
  expect(await told("a A", 0)).toBe("NOERROR 192.0.2.1");
  expect(await told("a A", 1)).toBe("RCODE 3");
  session.time.nowMs += 5000;
  expect(await told("a A", 1)).toBe("NOERROR 192.0.2.1");
});

it("leaves a stale nameserver behind for as long as the test likes", async () => {
  session.fake.freeze(2);
  await session.change(set("CREATE", "a A", "192.0.2.1"));
  expect(await told("a A", 2)).toBe("RCODE 3");
  session.fake.freeze(2, false);
  expect(await told("a A", 2)).toBe("NOERROR 192.0.2.1");
});

it("answers wildcards, CNAME chains, octal escapes and delegations", async () => {
  await session.change(
    set("CREATE", "*.wild A", "192.0.2.1"),
    set("CREATE", "c CNAME", "x.wild.example.com"),
    set("CREATE", "t TXT", '"caf\\303\\251 \\"x\\"" "b"'),
    set("CREATE", "sub NS", "ns.example.net."),
  );
  expect(await told("any.wild A")).toBe("NOERROR 192.0.2.1");
  expect(await told("c A")).toBe("NOERROR x.wild.example.com. 192.0.2.1");
  expect(await told("t TXT")).toBe('NOERROR "caf\\195\\169 \\"x\\"" "b"');
  expect(await told("www.sub A")).toBe("NOERROR");
  expect(await told("none A")).toBe("RCODE 3");
});

it("draws among healthy weighted sets, and among all if none is healthy", async () => {
  const sick = await healthCheck("sick");
  const weighted = (SetIdentifier: string, Weight: number, HealthCheckId?: string) => ({
    SetIdentifier,
    Weight,
    ...(HealthCheckId === undefined ? {} : { HealthCheckId }),
  });
  await session.change(
    set("CREATE", "w A", "192.0.2.1", weighted("1", 3, sick)),
    set("CREATE", "w A", "192.0.2.2", weighted("2", 1)),
  );
  draws.push(0.74, 0.76);
  expect(await told("w A")).toBe("NOERROR 192.0.2.1");
  expect(await told("w A")).toBe("NOERROR 192.0.2.2");
  session.fake.health.setHealthy(sick, false);
  draws.push(0, 0.99);
  expect(await told("w A")).toBe("NOERROR 192.0.2.2");
  expect(await told("w A")).toBe("NOERROR 192.0.2.2");
  await session.change(set("DELETE", "w A", "192.0.2.2", weighted("2", 1)));
  expect(await told("w A")).toBe("NOERROR 192.0.2.1");
});

it("answers the secondary while the primary is not healthy, through aliases of the zone too", async () => {
  const check = await healthCheck("primary");
  const { id } = session.zone.options;
  const alias = {
    AliasTarget: { HostedZoneId: id, DNSName: "pool.example.com.", EvaluateTargetHealth: true },
    SetIdentifier: "p",
    Failover: "PRIMARY",
  } as const;
  await session.change(
    set("CREATE", "pool A", "192.0.2.1", { SetIdentifier: "1", Weight: 1, HealthCheckId: check }),
    set("CREATE", "f A", [], alias),
    set("CREATE", "f A", "192.0.2.9", { SetIdentifier: "s", Failover: "SECONDARY" }),
  );
  expect(await told("f A")).toBe("NOERROR 192.0.2.1");
  session.fake.health.setHealthy(check, false);
  expect(await told("f A")).toBe("NOERROR 192.0.2.9");
});

it("serves other text than is stored when a nameserver is told to", async () => {
  await session.change(set("CREATE", "t TXT", '"v=spf1 -all"'));
  session.fake.nameservers[3]!.faults.distort = (rrset) => ({
    ...rrset,
    rdata: rrset.rdata.map(() => "022222"),
  });
  expect(await told("t TXT", 0)).toBe('NOERROR "v=spf1 -all"');
  expect(await told("t TXT", 3)).toBe('NOERROR "\\"\\""');
});
