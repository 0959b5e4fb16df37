import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { canSharePorts, choosePorts } from "../../../src/net/portable-addresses.js";

describe("a port that the kernel may choose", () => {
  // A server on port 0 did not start whenever somebody had the port of that number for datagrams.
  it("is one that is free for datagrams too", async () => {
    const taken = createSocket("udp4");
    onTestFinished(() => void taken.close());
    taken.bind(0, "127.0.0.1");
    await once(taken, "listening");
    const asked: string[] = [];
    const other = createSocket("udp4");
    other.bind(0, "127.0.0.1");
    await once(other, "listening");
    const free = other.address().port;
    other.close();
    await once(other, "close");
    const offers = [taken.address().port, free];
    const address = Uint8Array.of(127, 0, 0, 1);
    const chosen = await choosePorts([{ address, port: 0 }], async (host) => {
      asked.push(host);
      return offers[asked.length - 1] ?? 0;
    });
    expect(chosen).toEqual([{ address, port: free }]);
    expect(asked).toEqual(["127.0.0.1", "127.0.0.1"]);
  });
});

describe("sharing ports", () => {
  it("is known to Node 22.12, 23.1 and newer on systems that spread datagrams", () => {
    const versions = ["v20.20.2", "v22.11.0", "v22.12.0", "v23.0.0", "v23.1.0", "v24.0.0"];
    expect(versions.filter((version) => canSharePorts(version, "linux"))).toEqual([
      "v22.12.0",
      "v23.1.0",
      "v24.0.0",
    ]);
    expect(canSharePorts("v24.0.0", "darwin")).toBe(false);
  });
});
