export function firefoxPath(): string | undefined;
export const FIREFOX_PREFS: Record<string, boolean | number>;
