// The clients of AWS SDK for JavaScript, loaded when a task first needs them: most servers call none of
// them, and one call of a service needs its package only. What the server is shipped with covers the
// integrations of its own; any other is found once its package is installed.

import { BugError } from "../../base/assert.ts";
import { packageOf } from "./package-names.ts";

/** What is used of a client. */
export interface AwsClient {
  readonly config: { readonly serviceId: string };
  send(command: AwsCommand, options: { readonly abortSignal?: AbortSignal }): Promise<object>;
  destroy(): void;
}

export interface AwsCommand {
  /** The static schema of its operation: [kind, namespace, name, traits, input, output]. */
  readonly schema?: readonly unknown[];
  readonly middlewareStack: {
    add(
      middleware: unknown,
      options: { readonly step: "deserialize"; readonly name: string },
    ): void;
  };
}

export interface ClientModule {
  readonly createClient: (settings: object) => AwsClient;
  /** `undefined` for what the service does not have. `api` in camelCase. */
  readonly findCommand: (api: string) => (new (input: object) => AwsCommand) | undefined;
  /** Whether the service's model knows an error, or its client made up a class for it. */
  readonly isModelled: (error: Error) => boolean;
}

export class MissingPackageError extends Error {
  override readonly name = "MissingPackageError";
  readonly packageName: string;

  constructor(packageName: string, cause: unknown) {
    super(`the package ${packageName} is not installed`, { cause });
    this.packageName = packageName;
  }
}

type AnyClass = new (...parameters: unknown[]) => unknown;

/** @throws MissingPackageError */
export async function loadClientModule(service: string): Promise<ClientModule> {
  const packageName = packageOf(service);
  const exported = await (SHIPPED.get(service)?.() ?? importPackage(packageName));
  const clientName = Object.keys(exported).find((name) => /^[A-Z]\w*Client$/.test(name));
  const Client = clientName === undefined ? undefined : classOf(exported, clientName);
  if (clientName === undefined || !Client) throw new BugError(`${packageName} has no client`);
  const Base = classOf(exported, clientName.replace(/Client$/, "ServiceException"));
  const commands = new Map(
    Object.keys(exported)
      .filter((name) => name.endsWith("Command"))
      .map((name) => [name.toLowerCase(), name]),
  );
  return {
    createClient: (settings) => new Client(settings) as AwsClient,
    findCommand: (api) => {
      const name = commands.get(`${api}Command`.toLowerCase());
      return name === undefined
        ? undefined
        : (classOf(exported, name) as new (
            input: object,
          ) => AwsCommand);
    },
    isModelled: (error) =>
      Base !== undefined && error instanceof Base && error.constructor !== Base,
  };
}

type Exported = Readonly<Record<string, unknown>>;

/** What the server is shipped with. */
const SHIPPED: ReadonlyMap<string, () => Promise<Exported>> = new Map([
  ["dynamodb", (): Promise<Exported> => import("@aws-sdk/client-dynamodb")],
  ["eventbridge", () => import("@aws-sdk/client-eventbridge")],
  ["lambda", () => import("@aws-sdk/client-lambda")],
  ["s3", () => import("@aws-sdk/client-s3")],
  ["sqs", () => import("@aws-sdk/client-sqs")],
]);

async function importPackage(packageName: string): Promise<Exported> {
  try {
    return (await import(packageName)) as Exported;
  } catch (error) {
    const isMissing = error instanceof Error && error.message.includes(packageName);
    if (isMissing && Reflect.get(error, "code") === "ERR_MODULE_NOT_FOUND") {
      throw new MissingPackageError(packageName, error);
    }
    throw error;
  }
}

function classOf(exported: Exported, name: string): AnyClass | undefined {
  const value = exported[name];
  return typeof value === "function" ? (value as AnyClass) : undefined;
}
