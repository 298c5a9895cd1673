/**
 * What the SDK for Java 2 calls a service, and with it the errors of `aws-sdk:…` tasks: `DynamoDb` for
 * `DynamoDB`, `Sfn` for `SFN`, `SecretsManager` for `Secrets Manager`.
 * https://github.com/aws/aws-sdk-java-v2: DefaultNamingStrategy, CodegenNamingUtils
 */
export function javaName(serviceId: string): string {
  return serviceId
    .replace(/[^A-Za-z0-9]+/g, " ")
    .replace(/([^a-z]{2,})v([0-9]+)/g, "$1 v$2 ")
    .split(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/)
    .join(" ")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/([0-9])([a-zA-Z])/g, "$1 $2")
    .trim()
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
}
