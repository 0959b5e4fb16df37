/** `--metrics ADDR:PORT` of the daemons of provider sync: a page that counts, and nothing else. */
import { adminRefusal, bindAdminPort } from "../admin/admin-port.js";
import { refuse } from "../admin/gate.js";
import { type Endpoint, formatEndpoint } from "../config/endpoint.js";
import type { PageRow } from "../observe/metric-page.js";
import { CommandFailure, type Surroundings } from "./surroundings.js";

/** Resolves when it listens, with what ends it. */
export async function serveMetrics<View>(
  listen: Endpoint,
  token: string | null,
  rows: readonly PageRow<View>[],
  view: View,
  around: Surroundings,
): Promise<() => void> {
  const refusal = adminRefusal(listen, token);
  if (refusal !== undefined) throw new CommandFailure(`--metrics: ${refusal}`);
  const { openPage } = await import("../observe/metric-page.js");
  const page = openPage(rows, () => view);
  const { server, endpoint, handOver } = await bindAdminPort(listen).catch((fault: unknown) => {
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new CommandFailure(`--metrics: cannot listen on ${formatEndpoint(listen)}: ${reason}`);
  });
  handOver((request, response) => {
    const say = (status: number, type: string, text: string) =>
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
    const refused = refuse(request.headers, token);
    if (refused !== undefined) say(refused.status, "text/plain", `${refused.error}\n`);
    else if (request.url?.split("?")[0] !== "/metrics") {
      say(404, "text/plain", "there is /metrics\n");
    } else {
      page.render().then(
        (text) => say(200, page.contentType, text),
        () => say(500, "text/plain", "internal error\n"),
      );
    }
  });
  around.complain(`fivenines: metrics at http://${formatEndpoint(endpoint)}/metrics\n`);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
