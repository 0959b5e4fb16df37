import { describe, expect, it } from "vitest";
import { canSharePorts } from "../../../src/net/portable-addresses.js";

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
