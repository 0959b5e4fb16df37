import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { rcodes, typeCodes } from "../interop/wire/codes.js";
import type { Message } from "../interop/wire/decode.js";
import { endAll, startServer, type TestServer } from "./serve-process.js";
import { SteadyClient } from "./steady-client.js";

afterEach(endAll);

const reloads = 100;
/** No reload takes this long; a machine under load may stand still for a while. */
const reloadDeadlineMs = 30_000;

test("a hundred reloads under load lose no query and give no wrong answer", async () => {
  const zones = {
    "moving.example.zone": movingZone(1),
    "still.example.zone": movingZone(7).replaceAll("moving.example", "still.example"),
  };
  const server = await startServer(zones, ["--workers", "2"]);
  /** The newest serial that any answer has shown. */
  let seen = 1;
  /** The newest serial that was written. */
  let written = 1;
  let onSeen: (() => void) | undefined;
  const client = new SteadyClient({
    port: server.port,
    stamp: () => seen,
    questions: [
      ...[typeCodes.SOA, typeCodes.TXT].map((type) => ({
        name: "moving.example.",
        type,
        judge(answer: Message, seenBefore: number) {
          const serial = serialIn(answer, type);
          if (serial === undefined) return `${answer.rcode} with ${answer.answer.length} records`;
          // A version that was replaced before the question was sent must not come back.
          if (serial < seenBefore || serial > written)
            return `serial ${serial} after ${seenBefore}`;
          if (serial > seen) {
            seen = serial;
            onSeen?.();
          }
          return undefined;
        },
      })),
      fixed("www.moving.example.", "c0000250"),
      fixed("any.wild.moving.example.", "c0000251"),
      fixed("alias.moving.example.", "c0000250"),
      fixed("www.still.example.", "c0000250"),
      {
        name: "none.moving.example.",
        type: typeCodes.A,
        judge: (answer) => (answer.rcode === rcodes.NXDOMAIN ? undefined : `${answer.rcode}`),
      },
    ],
  });
  await client.start();
  for (let serial = 2; serial <= reloads + 1; serial++) {
    written = serial;
    replaceZone(server, serial);
    server.running.child.kill("SIGHUP");
    await new Promise<void>((done, fail) => {
      const timer = setTimeout(
        () =>
          fail(new Error(`serial ${serial} is not served:\n${server.running.stdout.slice(-2000)}`)),
        reloadDeadlineMs,
      );
      onSeen = () => {
        if (seen < serial) return;
        clearTimeout(timer);
        done();
      };
    });
  }
  await client.stop();
  console.info(`${client.answered} answers during ${reloads} reloads, ${client.lost} lost`);
  expect(client.faults).toEqual([]);
  expect(client.lost).toBe(0);
  expect(client.answered).toBeGreaterThan(reloads * 10);
}, 120_000);

/** The serial stands in the SOA and in a TXT record, so that a mixture of versions would show. */
function movingZone(serial: number): string {
  return `$ORIGIN moving.example.
$TTL 60
@ IN SOA ns1 hostmaster ${serial} 14400 3600 604800 300
@ IN NS ns1
@ IN TXT "serial ${serial}"
ns1 IN A 192.0.2.53
www IN A 192.0.2.80
*.wild IN A 192.0.2.81
alias IN CNAME www
`;
}

/** As editors and deployment tools do it: written aside, then renamed. */
function replaceZone(server: TestServer, serial: number): void {
  const file = path.join(server.folder, "moving.example.zone");
  writeFileSync(`${file}.new`, movingZone(serial));
  renameSync(`${file}.new`, file);
}

function serialIn(answer: Message, type: number): number | undefined {
  const [record] = answer.answer;
  if (record === undefined || record.type !== type || answer.answer.length !== 1) return undefined;
  if (type === typeCodes.SOA) return Number.parseInt(record.rdata.split(" ")[2]!.slice(0, 8), 16);
  const text = Buffer.from(record.rdata, "hex").subarray(1).toString("latin1");
  return Number(/^serial (\d+)$/.exec(text)?.[1] ?? Number.NaN);
}

function fixed(name: string, address: string) {
  return {
    name,
    type: typeCodes.A,
    judge(answer: Message): string | undefined {
      const last = answer.answer.at(-1)?.rdata;
      return answer.aa && last === address ? undefined : `rcode ${answer.rcode}, address ${last}`;
    },
  };
}
