/** What the running server answers now, for providers whose steered RRsets follow it. */
import { readAnswers, type ServerAnswers } from "../provider/desired/server-answers.js";
import { steeredZone } from "../provider/desired/steered-zone.js";
import { type AdminTarget, askAdmin } from "./admin-client.js";
import { CommandFailure } from "./surroundings.js";
import type { JobMember } from "./sync-job.js";

const timeoutMs = 5000;

/** Members with their steering. The server is asked once, and only if somebody follows it. */
export async function steeredMembers(
  members: readonly JobMember[],
  admin: AdminTarget,
): Promise<JobMember[]> {
  const isAsked = members.some((member) => follows(member));
  return withAnswers(members, isAsked ? await askAnswers(admin) : null);
}

export function withAnswers(
  members: readonly JobMember[],
  answers: ServerAnswers | null,
): JobMember[] {
  return members.map((member) => {
    const { source, provider, desired, chosen } = member;
    if (source.steering === null) return member;
    const { capabilities } = provider;
    const { steering: mode } = chosen.member;
    const seat = { mode, otherwise: otherwise(member), capabilities, answers };
    return { ...member, desired: steeredZone(desired, source.steering, seat) };
  });
}

/** Whether some of its RRsets may be those that the server answers. */
export function follows(member: JobMember): boolean {
  const { steering: mode } = member.chosen.member;
  if (member.source.steering === null) return false;
  return mode === "driven" || (mode === "native" && otherwise(member) === "driven");
}

/** Somebody drives the zone somewhere: then it is driven wherever nothing better is possible. */
function otherwise({ chosen }: JobMember): "static" | "driven" {
  return chosen.entry.members.some(({ steering }) => steering === "driven") ? "driven" : "static";
}

/** Never rejects for what the server does. */
export async function askAnswers(admin: AdminTarget): Promise<ServerAnswers> {
  try {
    const { status, body } = await askAdmin(admin, "GET", "/steering/answers", timeoutMs);
    if (status === 200) return readAnswers(body);
    return { unknown: `the server answers with status ${status}` };
  } catch (fault) {
    if (fault instanceof CommandFailure) return { unknown: fault.message };
    throw fault;
  }
}
