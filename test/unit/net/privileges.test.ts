import { describe, expect, it } from "vitest";
import { dropPrivileges } from "../../../src/net/privileges.js";

describe("dropping privileges", () => {
  /** A process that starts as root; `stays` keeps what a broken platform would keep. */
  function identity(stays: readonly string[] = []) {
    const calls: string[] = [];
    let uid = 0;
    let gid = 0;
    return {
      calls,
      getuid: () => uid,
      getgid: () => gid,
      initgroups: (user: string | number, group: string | number) => {
        calls.push(`initgroups ${user} ${group}`);
      },
      setgid: (group: string | number) => {
        calls.push(`setgid ${group}`);
        gid = 101;
      },
      setuid: (user: string | number) => {
        calls.push(`setuid ${user}`);
        if (user === 0 && !stays.includes("saved")) throw new Error("EPERM");
        if (user === "nosuch") throw new Error("no such user");
        uid = stays.includes("root") ? 0 : 100;
      },
    };
  }
  it("changes groups, group and user in this order, then checks that there is no way back", () => {
    const process = identity();
    expect(dropPrivileges({ user: "dns" }, process)).toBeUndefined();
    expect(process.calls).toEqual(["initgroups dns dns", "setgid dns", "setuid dns", "setuid 0"]);
  });
  it("refuses when root stays or can be had again", () => {
    expect(dropPrivileges({ user: "toor" }, identity(["root"]))).toMatch(/root by another name/);
    expect(dropPrivileges({ user: "dns" }, identity(["saved"]))).toMatch(/regained/);
  });
  it("says what is wrong when the user does not exist, or nobody can be changed to", () => {
    expect(dropPrivileges({ user: "nosuch", group: "dns" }, identity())).toBe(
      "cannot change to user nosuch, group dns: no such user",
    );
    expect(dropPrivileges({ user: "dns" }, {})).toMatch(/no users to change to/);
    const plain = { ...identity(), getuid: () => 1000 };
    expect(dropPrivileges({ user: "dns" }, plain)).toMatch(/^only root can change to user dns/);
  });
});
