/** Bytes as people read them: `0 kB`, `12.3 MB`. */
export function renderSize(bytes: number): string {
  const kilobytes = bytes / 1_000;
  if (kilobytes < 1_000) return `${Math.round(kilobytes)} kB`;
  const megabytes = kilobytes / 1_000;
  return megabytes < 1_000 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1_000).toFixed(1)} GB`;
}

/** `1,234 rows`, `1 row`. */
export function renderCount(count: number, noun: string, many = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : many}`;
}
