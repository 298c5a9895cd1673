import { BUILT_IN_PREFIX } from "../store/store.ts";
import type { Field } from "./describe-details.ts";
import type { ApprovalRequest } from "./document.ts";
import { visibleText } from "./format-value.ts";
import { ENGLISH_READER, type Reader } from "./reader.ts";
import type { ApprovalDocument } from "./stored-approval.ts";

/**
 * Where a request comes from, for mails and pages alike.
 * @param approvers left out where it is clear who decides
 */
export function describeProvenance(
  { request, provenance, plan }: ApprovalDocument,
  approvers: string | undefined,
  { words, formats }: Reader = ENGLISH_READER,
): readonly Field[] {
  const { executionName, expiresAt, startedBy, stateMachineName, stateName } = provenance;
  const { labels } = words;
  const stages = plan.stages.map(({ name }) => visibleText(name)).join(", ");
  const isBuiltIn = stateMachineName.startsWith(BUILT_IN_PREFIX);
  const fields: readonly (readonly [label: string, value: string | undefined])[] = [
    [labels.requester, requesterText(request.requester)],
    [labels.approver, approvers],
    [labels.stages, plan.stages.length > 1 ? stages : undefined],
    [labels.workflow, isBuiltIn ? undefined : stateMachineName],
    [labels.execution, isBuiltIn ? undefined : executionName],
    [labels.step, isBuiltIn ? undefined : visibleText(stateName)],
    [labels.startedBy, visibleText(startedBy)],
    [labels.openUntil, expiresAt === undefined ? words.untilDecided : formats.instant(expiresAt)],
  ];
  return fields.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function requesterText(requester: ApprovalRequest["requester"]): string | undefined {
  if (!requester) return undefined;
  const { email, name } = requester;
  if (name === undefined) return email;
  return visibleText(email === undefined ? name : `${name} (${email})`);
}
