/** Answers by geography from the bundled program: a database that is there, replaced, and broken. */
import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { subnetOption } from "../geo-zone.js";
import { decodeMessage } from "../message-decoder.js";
import { type MmdbValue, writeMmdb } from "../mmdb-writer.js";
import { queryBytes } from "../query.js";
import { askUdp, endAll, type LogEntry, run, withConfig } from "./serve-process.js";

afterEach(endAll);

const zone = `$ORIGIN geo.test.
@ 3600 IN SOA ns1.example. hostmaster 1 14400 3600 604800 300
@ 3600 IN NS ns1.example.
www 60 IN A 192.0.2.10
www 60 IN A 192.0.2.30
`;
const steering = `
steer:
  - name: www
    types: [A]
    policy: geo
    pools:
      - { name: europe, for: { continents: [EU] }, targets: [{ value: 192.0.2.10 }] }
      - { name: rest, targets: [{ value: 192.0.2.30 }] }
`;
const eu = { continent: { code: "EU" } };
const na = { continent: { code: "NA" } };

it("come from the database in service, which a reload replaces if the new one is good", async () => {
  const folder = withConfig("steering: { geoDatabase: ./geo.mmdb }\n");
  const replace = (bytes: Uint8Array) => {
    writeFileSync(path.join(folder, "geo.new"), bytes);
    renameSync(path.join(folder, "geo.new"), path.join(folder, "geo.mmdb"));
  };
  const database = (...networks: (readonly [string, MmdbValue])[]) => replace(writeMmdb(networks));
  database(["1.0.0.0/8", eu], ["5.0.0.0/8", na]);
  writeFileSync(path.join(folder, "geo.test.zone"), zone);
  writeFileSync(path.join(folder, "geo.test.steering.yaml"), steering);
  const listen = ["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--workers", "1"];
  const running = run(["serve", "--zones", ".", ...listen], {}, folder);
  const serving = await running.logged(({ msg }) => msg === "serving");
  const port = Number(/\d+$/.exec((serving.listen as string[])[0] ?? "")?.[0]);

  const ask = async (network: string | null) => {
    const options = network === null ? [] : [[8, subnetOption(network)] as const];
    const query = queryBytes("www.geo.test", "A", { edns: { options } });
    const { answer, opt } = decodeMessage(await askUdp(port, Buffer.from(query)));
    return [
      answer.map(({ rdata }) => Number.parseInt(rdata.slice(-2), 16)),
      opt?.options.get(8)?.slice(6, 8),
    ];
  };
  expect(await ask("1.2.3.0/24")).toEqual([[10], "08"]);
  expect(await ask("5.2.3.0/24")).toEqual([[30], "06"]);
  expect(await ask(null)).toEqual([[30], undefined]);

  const reload = (find: (entry: LogEntry) => boolean) => {
    const from = running.entries().length;
    running.child.kill("SIGHUP");
    return running.logged(find, from);
  };
  const isAboutDatabase = (entry: LogEntry) => JSON.stringify(entry).includes("geo.mmdb");
  database(["1.0.0.0/8", na], ["5.2.0.0/16", eu]);
  await reload(isAboutDatabase);
  await expect.poll(() => ask("5.2.3.0/24"), { timeout: 30_000 }).toEqual([[10], "10"]);
  expect(await ask("1.2.3.0/24")).toEqual([[30], "06"]);

  replace(new Uint8Array(5000));
  const refused = await reload(isAboutDatabase);
  expect(JSON.stringify(refused)).toContain("its metadata are missing");
  expect(await ask("5.2.3.0/24")).toEqual([[10], "10"]);
});
