import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { listZoneFolder } from "../../../src/control/zone-folder.js";
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { apexOfFileName, apexToWire, fileNameOfApex } from "../../../src/zone/zone-file-name.js";
import { temporaryFolder } from "./control-fixture.js";

describe("the name of a zone file", () => {
  test.each([
    ["example.com.zone", "example.com."],
    ["EXAMPLE.Com.zone", "example.com."],
    ["example.com..zone", "example.com."],
    ["com.zone", "com."],
    ["root.zone", "."],
    ["..zone", "."],
    ["root..zone", "root."],
    ["_dmarc.example.com.zone", "_dmarc.example.com."],
    ["0\\04725.2.0.192.in-addr.arpa.zone", "0/25.2.0.192.in-addr.arpa."],
  ])("%s is zone %s", (file, apex) => {
    expect(apexOfFileName(file)).toBe(apex);
    expect(apexToWire(apex)).toEqual(lowerNameFromText(apex));
  });

  test.each(["a..b.zone", "@.zone", `${"x".repeat(64)}.zone`, "bücher.example.zone"])(
    "%s is complained about",
    (file) => {
      expect(apexOfFileName(file)).toMatchObject({ code: "zone-file-name", severity: "error" });
    },
  );

  test.each(["README", ".zone", ".#example.com.zone", ".example.com.zone.swp", "x.zone~"])(
    "%s is none of ours",
    (file) => {
      expect(apexOfFileName(file)).toBeNull();
    },
  );

  test("is the apex and .zone, for the root root.zone", () => {
    expect(fileNameOfApex("example.com.")).toBe("example.com.zone");
    expect(fileNameOfApex(".")).toBe("root.zone");
  });
});

describe("the zone folder", () => {
  test("gives one file a zone, and tells of the others", async () => {
    const folder = temporaryFolder();
    for (const name of ["EXAMPLE.com.zone", "example.com.zone", "b.zone", "a..b.zone", "notes"]) {
      fs.writeFileSync(path.join(folder, name), "");
    }
    const { zones, diagnostics } = await listZoneFolder(folder);
    expect(new Map(zones)).toEqual(
      new Map([
        ["example.com.", "example.com.zone"],
        ["b.", "b.zone"],
      ]),
    );
    expect(diagnostics.map(({ code, file }) => [code, file]).sort()).toEqual([
      ["zone-file-duplicate", "EXAMPLE.com.zone"],
      ["zone-file-name", "a..b.zone"],
    ]);
  });

  test("that cannot be read is an error, not an empty folder", async () => {
    await expect(listZoneFolder(path.join(temporaryFolder(), "absent"))).rejects.toThrow("ENOENT");
  });
});
