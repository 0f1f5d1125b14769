import type { JsonSchema } from './json-schema.ts';
import type { OpenApi, Operation, Parameter } from './openapi.ts';
import { noteOf, refName, schemaLines, typeName } from './schema-lines.ts';

/** HTML that is safe to insert. */
class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Insert = string | Html | readonly Html[];

/** Whatever is inserted as a string is text. */
function html(parts: TemplateStringsArray, ...inserts: Insert[]): Html {
  const shown = inserts.map((insert) => {
    if (insert instanceof Html) return insert.text;
    return typeof insert === 'string' ? escapeHtml(insert) : insert.map(({ text }) => text).join('');
  });
  return new Html(String.raw({ raw: parts }, ...shown));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const NOTHING = new Html('');

/** The description of the API as a page without script. */
export function renderPage({ info, servers, tags, paths, components }: OpenApi): string {
  const base = servers[0]?.url ?? '';
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const tagged = tags.map(({ name }) => ({
    name,
    rows: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title} API</title>
<link rel="stylesheet" href="/api/v1/docs.css">
</head>
<body>
<nav aria-label="Contents">
<h2><a href="#top">${info.title} API</a></h2>
${tagged.map(
  ({ name, rows }) => html`<h3>${name}</h3>
<ul>${rows.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`)}</ul>`,
)}
<h3>schemas</h3>
<ul>${Object.keys(components.schemas).map((name) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
</nav>
<main id="top">
<h1>${info.title} API</h1>
<p>${info.description}</p>
<p>Below <code>${base}</code>. As a document: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${tagged.map(
  ({ name, rows }) => html`<section>
<h2>${name}</h2>
${rows.map(({ method, path, operation }) => renderOperation(method, base + path, operation))}
</section>`,
)}
<section>
<h2>schemas</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<article id="schema-${name}">
<h3><a href="#schema-${name}">${name}</a></h3>
${schema.description ? html`<p>${schema.description}</p>` : NOTHING}
${renderFields(schema)}
</article>`,
)}
</section>
</main>
</body>
</html>
`;
  return page.text;
}

function renderOperation(method: string, path: string, operation: Operation): Html {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.schema;
  const successes = Object.entries(responses).filter(([status]) => status < '400');
  const errors = Object.entries(responses).filter(([status]) => status >= '400');
  return html`<article id="${operationId}">
<h3><a href="#${operationId}">${summary}</a></h3>
<p class="line"><b>${method}</b> <code>${path}</code></p>
<p>${description}</p>
${parameters.length ? html`<h4>Parameters</h4>${renderParameters(parameters)}` : NOTHING}
${body ? html`<h4>Body</h4>${renderFields(body)}` : NOTHING}
${successes.map(([status, { content }]) => {
  const answer = content?.['application/json']?.schema;
  return html`<h4>Answer ${status}</h4><p>${answer ? renderType(answer) : 'Nothing.'}</p>`;
})}
<details><summary>Errors</summary>
<dl>${errors.map(([status, error]) => html`<dt>${status}</dt><dd>${renderCode(error.description)}</dd>`)}</dl>
</details>
</article>`;
}

function renderParameters(parameters: Parameter[]): Html {
  return table(
    ['parameter', 'in', 'type', 'meaning'],
    parameters.map(({ name, in: place, required, description, schema }) => [
      html`<code>${name}</code>${required ? html` <em>required</em>` : NOTHING}`,
      html`${place}`,
      renderType(schema),
      html`${[description, noteOf(schema)].filter(Boolean).join(' ')}`,
    ]),
  );
}

function renderFields(schema: JsonSchema): Html {
  return table(
    ['field', 'type', 'meaning'],
    schemaLines(schema).map(({ path, required, type, note }) => [
      html`<code>${path}</code>${required ? html` <em>required</em>` : NOTHING}`,
      html`${type}`,
      renderCode(note),
    ]),
  );
}

function renderType(schema: JsonSchema): Html {
  const name = refName(schema);
  return name ? html`<a href="#schema-${name}">${name}</a>` : html`${typeName(schema)}`;
}

/** Text in which backticks mark code. */
function renderCode(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 ? html`<code>${part}</code>` : html`${part}`))}`;
}

function table(head: string[], rows: Html[][]): Html {
  const lines = rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`);
  return html`<div class="table"><table><tr>${head.map((name) => html`<th>${name}</th>`)}</tr>${lines}</table></div>`;
}
