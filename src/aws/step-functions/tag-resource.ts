// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Store } from "../../store/store.ts";
import { getTaggable } from "./get-taggable.ts";
import { mergeTags, type Tag } from "./tags.ts";

export async function tagResource(
  deps: {
    readonly store: Pick<Store, "findStateMachine">;
    readonly commit: Commit;
    readonly scope: ArnScope;
  },
  input: { readonly resourceArn: string; readonly tags: readonly Tag[] },
): Promise<JsonObject> {
  for (;;) {
    const { name, tags: before } = await getTaggable(deps, input.resourceArn);
    const tags = mergeTags(before, input.tags, input.resourceArn);
    const change = { kind: "tagStateMachine", name, tags, replaces: before } as const;
    if ((await deps.commit([change])) === "committed") return {};
  }
}
