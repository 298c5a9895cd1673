// https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Store } from "../../store/store.ts";
import { getTaggable } from "./get-taggable.ts";
import { removeTags } from "./tags.ts";

export async function untagResource(
  deps: {
    readonly store: Pick<Store, "findStateMachine">;
    readonly commit: Commit;
    readonly scope: ArnScope;
  },
  input: { readonly resourceArn: string; readonly tagKeys: readonly string[] },
): Promise<JsonObject> {
  for (;;) {
    const { name, tags: before } = await getTaggable(deps, input.resourceArn);
    const tags = removeTags(before, input.tagKeys);
    const change = { kind: "tagStateMachine", name, tags, replaces: before } as const;
    if ((await deps.commit([change])) === "committed") return {};
  }
}
