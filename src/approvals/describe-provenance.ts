import { BUILT_IN_PREFIX } from "../store/store.ts";
import type { Field } from "./describe-details.ts";
import type { ApprovalRequest } from "./document.ts";
import { formatInstant, visibleText } from "./format-value.ts";
import type { ApprovalDocument } from "./stored-approval.ts";

/** Where a request comes from, for mails and pages alike. */
export function describeProvenance(
  { request, provenance, plan }: ApprovalDocument,
  approvers: string,
): readonly Field[] {
  const { executionName, expiresAt, startedBy, stateMachineName, stateName } = provenance;
  const requester = requesterText(request.requester);
  return [
    ...(requester === undefined ? [] : [{ label: "Requested by", value: requester }]),
    { label: "Approver", value: approvers },
    ...(plan.stages.length > 1
      ? [{ label: "Stages", value: plan.stages.map(({ name }) => visibleText(name)).join(", ") }]
      : []),
    ...(stateMachineName.startsWith(BUILT_IN_PREFIX)
      ? []
      : [
          { label: "Workflow", value: stateMachineName },
          { label: "Execution", value: executionName },
          { label: "Step", value: visibleText(stateName) },
        ]),
    { label: "Started by", value: visibleText(startedBy) },
    {
      label: "Open until",
      value: expiresAt === undefined ? "it is decided" : formatInstant(expiresAt),
    },
  ];
}

function requesterText(requester: ApprovalRequest["requester"]): string | undefined {
  if (!requester) return undefined;
  const { email, name } = requester;
  if (name === undefined) return email;
  return visibleText(email === undefined ? name : `${name} (${email})`);
}
