type Write = (fields: object, message: string) => void;

/** What the signalling server asks of a logger; pino fits. */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
}
