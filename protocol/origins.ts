/** One origin of `ALLOWED_ORIGINS`, which both servers read. */
export const ORIGIN_PATTERN = /^(\*|https?:\/\/(\*\.)?[^/*\s@]+)$/;

/** Builds the check for `ALLOWED_ORIGINS`: `*`, exact origins, and `https://*.example.com` for every host below example.com. */
export function allowedOrigins(patterns: readonly string[]): (origin: string) => boolean {
  if (patterns.includes('*')) return () => true;
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const wild = patterns.flatMap((pattern) => {
    const [scheme, rest] = pattern.split('://*.');
    return rest ? [{ start: `${scheme}://`, end: `.${rest}` }] : [];
  });
  return (origin) =>
    exact.has(origin) ||
    wild.some(
      ({ start, end }) => origin.startsWith(start) && origin.endsWith(end) && origin.length > start.length + end.length,
    );
}
