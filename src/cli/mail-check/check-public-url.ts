import { isLoopback } from "../../config/is-loopback.ts";
import type { Finding } from "./finding.ts";

const TIMEOUT_MS = 10_000;

/** Whether links lead to a server of this kind, from where this command runs. */
export async function checkPublicUrl(
  ask: typeof fetch,
  publicUrl: string | undefined,
): Promise<Finding> {
  const finding = (grade: Finding["grade"], text: string) => ({ grade, about: "links", text });
  if (publicUrl === undefined) {
    const advice = "Give --public-url, the address at which people reach this server.";
    return finding("fail", `Links begin with the address that the server listens on. ${advice}`);
  }
  const problem = await problemOf(ask, `${publicUrl}/healthz`);
  if (problem !== undefined) {
    const advice = "Correct --public-url, or what stands between it and the server.";
    return finding("fail", `${publicUrl} leads to no server of this kind: ${problem}. ${advice}`);
  }
  const { hostname, protocol } = new URL(publicUrl);
  if (isLoopback(hostname)) {
    return finding(
      "warn",
      `${publicUrl} can be opened on this machine only: correct --public-url.`,
    );
  }
  return protocol === "https:"
    ? finding("ok", `${publicUrl} answers.`)
    : finding("warn", `${publicUrl} answers, but not encrypted: put it behind https.`);
}

async function problemOf(ask: typeof fetch, url: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await ask(url, { signal, redirect: "manual" });
    if (response.status !== 200) return `it answers with status ${response.status}`;
    const text = (await response.text()).slice(0, 1_000);
    return /^\{"status":"ok"\}\s*$/.test(text) ? undefined : "something else answers";
  } catch (error) {
    const { cause, message } = error as Error;
    return (cause instanceof Error ? cause.message : message).replace(/\.$/, "");
  }
}
