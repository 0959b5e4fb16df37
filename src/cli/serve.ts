/** `fivenines serve`: the nameserver. */
import { type Command, Option } from "commander";
import type { Endpoint } from "../config/endpoint.js";
import type { LogLevel, UdpMode } from "../config/settings.js";
import { loadSettings } from "./load-settings.js";
import { endpointOption, endpointsOption, workersOption } from "./options.js";
import type { Surroundings } from "./surroundings.js";

interface ServeFlags {
  readonly zones?: string;
  readonly listen?: readonly Endpoint[];
  readonly admin?: Endpoint;
  readonly state?: string;
  readonly workers?: number;
  readonly udp?: UdpMode;
  readonly config?: string;
  readonly user?: string;
  readonly group?: string;
  readonly logLevel?: LogLevel;
  readonly logFormat?: "auto" | "json" | "text";
}

export function addServe(
  program: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  program
    .command("serve")
    .description("answer queries for the zones of a folder")
    .option("--zones <DIR>", "folder of zone files, DIR/<apex>.zone (default: ./zones)")
    .option(
      "--listen <ADDR:PORT>",
      "answer here, UDP and TCP; may be repeated (default: 127.0.0.1:5300 and [::1]:5300)",
      endpointsOption,
    )
    .option(
      "--admin <ADDR:PORT>",
      "admin endpoint: health, metrics, zones, reload (default: 127.0.0.1:5380)",
      endpointOption,
    )
    .option("--state <DIR>", "folder for the last good version of each zone (default: ./state)")
    .option("--workers <N>", "UDP worker threads (default: one for each core)", workersOption)
    .addOption(
      new Option("--udp <MODE>", "how UDP reaches the kernel (default: auto)").choices([
        "auto",
        "batch",
        "portable",
      ]),
    )
    .option("--config <FILE>", "configuration (default: ./fivenines.yaml if it is there)")
    .option("--user <NAME>", "become this user once the sockets are bound")
    .option("--group <NAME>", "become this group; default: the user's own")
    .addOption(
      new Option("--log-level <LEVEL>", "least severe entries to log (default: info)").choices([
        "debug",
        "info",
        "warn",
        "error",
      ]),
    )
    .addOption(
      new Option("--log-format <FORMAT>", "text, json, or auto: text on a terminal").choices([
        "auto",
        "json",
        "text",
      ]),
    )
    .addHelpText(
      "after",
      `
Signals: SIGHUP reloads changed zone files; SIGTERM and SIGINT finish what was asked and stop, a
second one stops at once.

Examples:
  $ fivenines serve
  $ fivenines serve --zones /etc/zones --listen 192.0.2.1:53 --listen [2001:db8::1]:53 --user dns
  $ fivenines serve --config /etc/fivenines/fivenines.yaml --workers 4`,
    )
    .action(async (flags: ServeFlags) => {
      const loaded = await loadSettings(flags, flags.config, around);
      const { serve } = await import("./server.js");
      finish(await serve(loaded, around));
    });
}
