import type { Operation } from './openapi.ts';

/** `agentId` is `$AGENT_ID`. */
const variable = (name: string) => `$${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;

/** The request in a shell. What it names are variables: `$SERVER`, a credential, `$ROOM` and so on. */
export function curlOf(method: string, url: string, { parameters, requestBody, security }: Operation): string {
  const wanted = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = wanted.map(({ name }) => `${name}=${variable(name)}`).join('&');
  const target = url.replace(/\{(\w+)\}/g, (_whole, name: string) => variable(name)) + (query && `?${query}`);
  const credential = url.includes('/admin/') ? '$ADMIN_KEY' : '$SECRET_KEY';
  const example = requestBody?.content['application/json']?.example;
  const body = example === undefined ? '' : JSON.stringify(example).replaceAll("'", `'\\''`);
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"$SERVER${target}"`,
    ...(security.length > 0 ? [`-H "Authorization: Bearer ${credential}"`] : []),
    ...(body ? [`-H 'Content-Type: application/json' -d '${body}'`] : []),
  ].join(' \\\n  ');
}
