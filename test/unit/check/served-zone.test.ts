import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdminPort } from "../../../src/admin/admin-port.js";
import { servedZone } from "../../../src/check/served-zone.js";
import { diffZone } from "../../../src/diff/zone-diff.js";
import { readZone } from "../../answerer.js";
import { closePort, openPort, serveZone } from "./served-fixture.js";

const head = `
$ORIGIN a.example.
@     60 SOA ns h.a.example. 7 2 3 4 60
@     60 NS  ns
ns    60 A   192.0.2.53
`;
const zone = readZone(`${head}
*     60 A   192.0.2.80
child 60 NS  ns.child
ns.child 60 A 192.0.2.54
`);

const serve = (port: AdminPort, token: string | null) => serveZone(port, zone, token);

let port: AdminPort;
let url: string;
beforeEach(async () => {
  ({ port, url } = await openPort());
});
afterEach(() => closePort(port));

describe("the zone that a server has now", () => {
  it("comes back with all its answers", async () => {
    await serve(port, null);
    const served = await servedZone(url, "a.example.", { token: null });
    expect(served.kind).toBe("zone");
    if (served.kind !== "zone") return;
    const diff = diffZone(zone, served.zone);
    expect(diff.changes).toEqual([]);
    expect(diff.serial.after).toBe(7);
  });

  it("is absent if the server does not serve it", async () => {
    await serve(port, null);
    for (const apex of ["b.example.", "unknown.example."]) {
      expect(await servedZone(`${url}/`, apex, { token: null })).toEqual({ kind: "absent" });
    }
  });

  it("takes the token that the server wants", async () => {
    await serve(port, "0123456789abcdef");
    const refused = await servedZone(url, "a.example.", { token: null });
    expect(refused).toMatchObject({ kind: "failed" });
    expect(refused.kind === "failed" && refused.reason).toContain("FIVENINES_ADMIN_TOKEN");
    const served = await servedZone(url, "a.example.", { token: "0123456789abcdef" });
    expect(served.kind).toBe("zone");
  });

  it("is sent to two at once, as fast as they take it, and to others after them", async () => {
    // 12 MB: several times what the kernel takes for a client that does not read.
    const long = `"${"t".repeat(250)}" `.repeat(200);
    const many = Array.from({ length: 240 }, (_, i) => `h${i} 60 TXT ${long}\n`);
    const big = readZone(`${head}${many.join("")}`);
    await serveZone(port, big, null);
    const text = `${url}/zones/a.example/text`;
    const slow = await Promise.all([fetch(text), fetch(text)]);
    expect(slow.map(({ status }) => status)).toEqual([200, 200]);
    const third = await fetch(text);
    expect(third.status).toBe(503);
    expect(third.headers.get("retry-after")).toBe("1");
    const [whole] = await Promise.all([slow[0]!.text(), slow[1]!.body!.cancel()]);
    expect(whole.trimEnd().split("\n")).toHaveLength(big.recordCount);
    // The server notices that a client went away when its socket closes.
    await expect
      .poll(async () => {
        const served = await servedZone(url, "a.example.", { token: null });
        return served.kind === "zone" ? diffZone(big, served.zone).changes : served;
      })
      .toEqual([]);
  });

  it("is not known if it is larger than what was asked for", async () => {
    await serve(port, null);
    const served = await servedZone(url, "a.example.", { token: null, bytesMax: 100 });
    expect(served.kind === "failed" && served.reason).toContain("more than 100 octets");
  });

  it("is not known while the server is starting, or if it is something else", async () => {
    const starting = await servedZone(url, "a.example.", { token: null });
    expect(starting.kind === "failed" && starting.reason).toContain("503");
    port.handOver((_request, response) => response.end("<html>hello</html>"));
    const other = await servedZone(url, "a.example.", { token: null });
    expect(other.kind === "failed" && other.reason).toContain("no zone");
    port.handOver((_request, response) => response.writeHead(404).end("not found"));
    const elsewhere = await servedZone(url, "a.example.", { token: null });
    expect(elsewhere.kind === "failed" && elsewhere.reason).toContain("no admin endpoint");
  });

  it("is not known if nobody answers, or not in time", async () => {
    port.handOver(() => {});
    const late = await servedZone(url, "a.example.", { token: null, timeoutMs: 50 });
    expect(late.kind === "failed" && late.reason).toContain("no answer in time");
    port.server.closeAllConnections();
    await new Promise((resolve) => port.server.close(resolve));
    const gone = await servedZone(url, "a.example.", { token: null });
    expect(gone.kind === "failed" && gone.reason).toContain("ECONNREFUSED");
  });
});

describe("a served version that somebody fetched before", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fivenines-served-"));
    writeFileSync(
      join(folder, "a.example.zone"),
      "a.example. 60 SOA ns.a.example. h.a.example. 3 2 3 4 5\na.example. 60 NS ns.a.example.\nns.a.example. 60 A 192.0.2.1\n",
    );
    writeFileSync(join(folder, "broken.example.zone"), "nothing\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is read from a folder, or is that file", async () => {
    for (const where of [folder, join(folder, "a.example.zone")]) {
      const served = await servedZone(where, "a.example.", { token: null });
      expect(served.kind === "zone" && served.zone.serial).toBe(3);
      expect(await servedZone(where, "b.example.", { token: null })).toEqual({ kind: "absent" });
    }
  });

  it("is not known if there is no such place, or no zone in it", async () => {
    for (const [where, apex] of [
      [join(folder, "nowhere"), "a.example."],
      [folder, "broken.example."],
    ] as const) {
      expect((await servedZone(where, apex, { token: null })).kind).toBe("failed");
    }
  });
});
