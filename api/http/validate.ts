import type { z } from 'zod';
import type { Issue } from '../../protocol/rest.ts';
import { ApiError } from './errors.ts';

/** What a schema makes of outside input; throws `validation_failed` with every issue, each with its path below `where`. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw validationFailed(issuesOf(result.error, where));
}

export function validationFailed(issues: Issue[]): ApiError {
  const first = issues[0];
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new ApiError('validation_failed', first && `${first.path}: ${first.message}${more}`, { issues });
}

export function issuesOf(error: z.ZodError, where: string): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = [where, ...issue.path.map(String)].join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: `${path}.${key}`, message: 'Unknown field' }));
  });
}
