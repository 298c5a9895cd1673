// What a person may do beyond their own requests. Each role includes those below it.

export const ROLES = ["viewer", "operator", "admin"] as const;

/** viewer: sees what runs and waits. operator: also acts on it. admin: everything. */
export type Role = (typeof ROLES)[number];

export function includesRole(has: Role | undefined, needed: Role): boolean {
  return has !== undefined && ROLES.indexOf(has) >= ROLES.indexOf(needed);
}

/** How whoever acts was known; `none` where nobody has to sign. */
export type Proof = "none" | "link" | "session" | "key" | "token";
