// What a resource of a template comes to on this server, before anything is done about it.

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { StateMachineType } from "../../store/records.ts";
import type { TemplateFiles } from "./include-files.ts";
import type { Path } from "./read-source.ts";

export type PlannedResource = Identity & {
  readonly logicalId: string;
  readonly type: string;
  readonly line: number | undefined;
  readonly wanted: Wanted;
};

/** What other resources see of it. */
export interface Identity {
  /** What `Ref` gives; `undefined` when it is only known once the resource is there. */
  readonly physicalId: string | undefined;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

export type Wanted =
  /** Accepted, and nothing to do: this server has one account and no access policies. */
  | { readonly kind: "notEnforced" }
  | {
      readonly kind: "topic";
      readonly name: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly tags: Readonly<Record<string, string>>;
      readonly subscriptions: readonly WantedSubscription[];
    }
  | { readonly kind: "subscription"; readonly subscription: WantedSubscription }
  | {
      readonly kind: "restApi";
      readonly id: string;
      readonly name: string;
      readonly stage: string;
      /** JSON text. */
      readonly definition: string;
      readonly variables: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "stateMachine";
      readonly name: string;
      readonly type: StateMachineType;
      readonly definition: string;
      readonly roleArn: string;
      readonly tags: Readonly<Record<string, string>>;
    };

export interface WantedSubscription {
  readonly topicName: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** How one type of resource is planned. */
export interface ResourceKind {
  /** Properties that have an effect. */
  readonly properties: readonly string[];
  readonly required: readonly string[];
  /** Accepted without effect, which a note says. */
  readonly unenforced: readonly string[];
  plan(
    resource: ResolvedResource,
    surroundings: Surroundings,
  ): Identity & { readonly wanted: Wanted };
}

export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** Where the properties begin in the template. */
  readonly path: Path;
  /** Its physical id in the stack as it is now. */
  readonly previousId: string | undefined;
  /** Names what is wrong with a property. Says nothing when a value it needs was refused before. */
  readonly refuse: (message: string, ...place: readonly (string | number)[]) => void;
}

export interface Surroundings {
  readonly scope: ArnScope;
  readonly stackName: string;
  readonly files: TemplateFiles;
  /** So many random lower-case letters and digits. */
  readonly randomId: (length: number) => string;
  /** URLs of hosted APIs as AWS would write them become URLs of this server. */
  readonly rewriteUrls: (text: string) => string;
  readonly note: (text: string) => void;
}
