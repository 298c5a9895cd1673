import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { AliasRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { noResource } from "./alias-errors.ts";
import { parseAliasArn } from "./arns.ts";

/** @throws ApiError `InvalidArn`, `ResourceNotFound` */
export async function getAlias(
  { store, scope }: { readonly store: Pick<Store, "findAlias">; readonly scope: ArnScope },
  arn: string,
): Promise<AliasRecord> {
  const { stateMachineName, name } = parseAliasArn(arn);
  const isHere = arn === qualifiedArn(scope, stateMachineName, name);
  const alias = isHere ? await store.findAlias(stateMachineName, name) : undefined;
  if (alias === undefined) throw noResource();
  return alias;
}
