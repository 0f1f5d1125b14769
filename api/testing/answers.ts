import assert from 'node:assert/strict';
import type { Route } from '../http/define-route.ts';
import { errorsOf } from '../http/openapi/route-errors.ts';

/**
 * Fails unless the answer is what the API's description promises: the row's status and schema, or an error code it names. Every
 * answer a test gets goes through here, so that presenters and description cannot part.
 */
export function assertDescribed(routes: readonly Route[], line: string, status: number, body: unknown): void {
  const [method = '', target = ''] = line.split(' ');
  const row = routes.find((route) => route.method === method && pattern(route.path).test(target.split('?')[0] ?? ''));
  if (!row || status === 304) return;
  if (status < 300) {
    assert.equal(status, row.status, line);
    const answer = row.schemas.answer?.safeParse(body);
    assert.ok(answer?.success ?? true, `${line} answers not as described: ${answer?.error?.message}`);
    return;
  }
  const code = Object(body).code;
  assert.ok(errorsOf(row).includes(code), `${line} answers ${status} ${code}, which its description does not name`);
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
}
