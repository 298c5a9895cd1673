// Logging, tracing and encryption of a state machine: checked, stored as one JSON text, and echoed with
// AWS's defaults filled in. Of them only the level of logging is followed (`engine/execution-log.ts`); the
// others are kept for the clients that compare them, and customer keys are refused.

import type { JsonObject } from "../../base/json.ts";
import { ApiError } from "../api-error.ts";

export interface SettingsInput {
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: JsonObject;
  readonly encryptionConfiguration?: JsonObject;
}

type LoggingConfiguration = JsonObject & {
  readonly level?: string;
  readonly destinations?: readonly JsonObject[];
};

const DEFAULTS = {
  loggingConfiguration: { level: "OFF", includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: "AWS_OWNED_KEY" },
};

/**
 * @throws ApiError `InvalidLoggingConfiguration`, `InvalidTracingConfiguration`,
 * `InvalidEncryptionConfiguration`
 */
export function checkSettings(input: SettingsInput): void {
  const { level = "OFF", destinations = [] } = input.loggingConfiguration ?? {};
  const isOneWanted = level !== "OFF";
  if ((isOneWanted && destinations.length !== 1) || destinations.length > 1) {
    throw new ApiError(
      "InvalidLoggingConfiguration",
      "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    );
  }
  checkTracing(input.tracingConfiguration);
  checkEncryption(input.encryptionConfiguration);
}

function checkTracing(tracingConfiguration: JsonObject | undefined): void {
  if (tracingConfiguration === undefined || "enabled" in tracingConfiguration) return;
  throw new ApiError(
    "InvalidTracingConfiguration",
    "Invalid Tracing Configuration: enabled must be set to true or false.",
  );
}

/** @throws ApiError `InvalidEncryptionConfiguration` */
export function checkEncryption(encryptionConfiguration: JsonObject | undefined): void {
  if ((encryptionConfiguration?.["type"] ?? "AWS_OWNED_KEY") !== "AWS_OWNED_KEY") {
    throw new ApiError(
      "InvalidEncryptionConfiguration",
      "Invalid Encryption Configuration: customer managed keys are not supported by this version.",
    );
  }
}

/** The settings that stand in a record, changed by what a caller gives; each is replaced as a whole. */
export function mergeSettings(before: string, input: SettingsInput): string {
  const { loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input;
  return JSON.stringify({
    ...(JSON.parse(before) as JsonObject),
    ...(loggingConfiguration && {
      loggingConfiguration: { ...DEFAULTS.loggingConfiguration, ...loggingConfiguration },
    }),
    ...(tracingConfiguration && {
      tracingConfiguration: { ...DEFAULTS.tracingConfiguration, ...tracingConfiguration },
    }),
    ...(encryptionConfiguration && { encryptionConfiguration }),
  });
}

/** The settings as the API shows them. */
export function effectiveSettings(settings: string): JsonObject {
  return { ...DEFAULTS, ...(JSON.parse(settings) as JsonObject) };
}
