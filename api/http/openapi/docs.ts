import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Middleware } from 'koa';
import type { OpenApi } from './openapi.ts';
import { renderPage } from './page.ts';

export const DOCS_PATH = '/api/v1/docs';

/** The page asks for its own stylesheet and nothing else. */
const PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `GET /openapi.json`, and a page to read it, which asks nobody else for anything. */
export function docs(document: OpenApi): Middleware {
  const json = JSON.stringify(document);
  const page = renderPage(document);
  const css = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8');
  const files: Record<string, [type: string, body: string]> = {
    '/api/v1/openapi.json': ['application/json', json],
    [DOCS_PATH]: ['text/html', page],
    [`${DOCS_PATH}.css`]: ['text/css', css],
  };
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    if (ctx.path === '/docs') return ctx.redirect(DOCS_PATH);
    const file = Object.hasOwn(files, ctx.path) ? files[ctx.path] : undefined;
    if (!file) return next();
    [, ctx.body] = file;
    [ctx.type] = file;
    ctx.set('Cache-Control', 'no-cache');
    if (ctx.path === DOCS_PATH) ctx.set('Content-Security-Policy', PAGE_POLICY);
  };
}
