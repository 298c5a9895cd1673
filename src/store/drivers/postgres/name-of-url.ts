/** What tells a database in messages: its URL without user, password and parameters. */
export function nameOf(url: string): string {
  const { host, pathname } = URL.parse(url) ?? { host: "", pathname: "" };
  return `postgres://${host}${pathname}`;
}
