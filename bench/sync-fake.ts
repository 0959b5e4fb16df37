/**
 * A process of the benchmark that holds a fake provider with one zone of addresses, so that its work
 * is not taken for ours: `node sync-fake.js route53|cloudflare RECORDS` prints where it is, and ends
 * with its standard input.
 */
import { FakeCloudflare } from "../test/support/cloudflare/fake-cloudflare.js";
import { FakeRoute53 } from "../test/support/route53/fake-route53.js";
import { addressAt } from "./sync-places.js";

const [kind, records] = [process.argv[2], Number(process.argv[3])];
const nowMs = () => Date.now();
const hosts = Array.from({ length: records }, (_, i) => i);

const place = kind === "route53" ? await route53() : await cloudflare();
process.stdout.write(`${JSON.stringify(place)}\n`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

async function route53() {
  const fake = await FakeRoute53.start({ nowMs, nameserverCount: 1 });
  const zone = fake.createZone("example.com");
  const sets = hosts.map((i) => {
    return { name: `h${i}.example.com.`, type: "A", ttl: 300, values: [addressAt(i)] };
  });
  fake.write(zone, sets);
  return { endpoint: fake.endpoint, ...fake.credentials };
}

async function cloudflare() {
  const quota = Number.MAX_SAFE_INTEGER;
  const fake = await FakeCloudflare.start({ nowMs, quota, nameserverCount: 1 });
  const zone = fake.createZone("example.com", { plan: "business" });
  zone.change((edit) => {
    for (const i of hosts) edit.post({ type: "A", name: `h${i}`, content: addressAt(i), ttl: 300 });
  });
  return { endpoint: fake.baseUrl, token: fake.token };
}
