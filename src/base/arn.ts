// The ARNs of what lives on this server: one account and one region, those of the configuration.

export interface ArnScope {
  /** For example `us-east-1`. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

export function stateMachineArn(scope: ArnScope, name: string): string {
  return `arn:aws:states:${scope.region}:${scope.accountId}:stateMachine:${name}`;
}

/** Of a version or an alias; `qualifier` is its number or its name. */
export function qualifiedArn(scope: ArnScope, name: string, qualifier: string | number): string {
  return `${stateMachineArn(scope, name)}:${qualifier}`;
}

export function activityArn(scope: ArnScope, name: string): string {
  return `arn:aws:states:${scope.region}:${scope.accountId}:activity:${name}`;
}

export function executionArn(scope: ArnScope, stateMachineName: string, name: string): string {
  return `arn:aws:states:${scope.region}:${scope.accountId}:execution:${stateMachineName}:${name}`;
}

/** @param uuid tells executions apart that may have the same name */
export function expressExecutionArn(
  scope: ArnScope,
  stateMachineName: string,
  name: string,
  uuid: string,
): string {
  const { region, accountId } = scope;
  return `arn:aws:states:${region}:${accountId}:express:${stateMachineName}:${name}:${uuid}`;
}

export function topicArn(scope: ArnScope, name: string): string {
  return `arn:aws:sns:${scope.region}:${scope.accountId}:${name}`;
}

export function subscriptionArn(scope: ArnScope, topicName: string, id: string): string {
  return `${topicArn(scope, topicName)}:${id}`;
}
