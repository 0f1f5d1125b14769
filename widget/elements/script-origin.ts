/** Where this script came from: the server, unless the element says otherwise. */
export const scriptOrigin = new URL(import.meta.url).origin;
