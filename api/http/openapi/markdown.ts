import { curlOf } from './curl.ts';
import type { JsonSchema } from './json-schema.ts';
import type { OpenApi, Operation } from './openapi.ts';
import { noteOf, refName, schemaLines, typeName } from './schema-lines.ts';

/** The description of the API as docs/api.md. */
export function renderMarkdown({ info, servers, tags, paths, components }: OpenApi): string {
  const base = servers[0]?.url ?? '';
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      line: `${method.toUpperCase()} ${base}${path}`,
      curl: curlOf(method.toUpperCase(), base + path, operation),
      operation,
    })),
  );
  const sections = tags.flatMap(({ name }) => [
    `## ${name}`,
    ...operations
      .filter(({ operation }) => operation.tags.includes(name))
      .flatMap(({ line, curl, operation }) => renderOperation(line, curl, operation)),
  ]);
  const schemas = Object.entries(components.schemas).flatMap(([name, schema]) => [
    `### ${name}`,
    ...(schema.description ? [schema.description] : []),
    fieldTable(schema),
  ]);
  return `${[
    '# API',
    '<!-- Made by `npm run docs` from the rows that route: change those. -->',
    info.description,
    `A running server has this as a page at \`${base}/docs\` and as OpenAPI 3.1 at \`${base}/openapi.json\`. The live socket is in [protocol](protocol.md).`,
    'In the examples `$SERVER` is the address of yours, such as `http://localhost:3000`; what else begins with `$` is a credential or the id of what is meant.',
    ...sections,
    '## Schemas',
    ...schemas,
  ].join('\n\n')}\n`;
}

function renderOperation(line: string, curl: string, operation: Operation): string[] {
  const { summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.schema;
  const [status = '', success] = Object.entries(responses).find(([code]) => code < '400') ?? [];
  const answer = success?.content?.['application/json']?.schema;
  const codes = Object.entries(responses)
    .filter(([code]) => code >= '400')
    .map(([code, { description }]) => `${code} ${[...description.matchAll(/`\w+`/g)].join(' ')}`);
  return [
    `### ${summary}`,
    `\`${line}\``,
    description,
    ...(parameters.length
      ? [
          table(
            ['parameter', 'in', 'type', ''],
            parameters.map(({ name, in: place, required, schema, description: about }) => [
              `\`${name}\`${required ? ' \\*' : ''}`,
              place,
              typeName(schema),
              [about, noteOf(schema)].filter(Boolean).join(' '),
            ]),
          ),
        ]
      : []),
    ...(body ? ['Body:', fieldTable(body)] : []),
    `Answer: ${status}${answer ? ` ${linked(answer)}` : ''}. Errors: ${codes.join(' · ')}.`,
    `\`\`\`sh\n${curl}\n\`\`\``,
  ];
}

function linked(schema: JsonSchema): string {
  const name = refName(schema);
  return name ? `[${name}](#${name.toLowerCase()})` : typeName(schema);
}

function fieldTable(schema: JsonSchema): string {
  return table(
    ['field', 'type', ''],
    schemaLines(schema).map(({ path, type, required, note }) => [`\`${path}\`${required ? ' \\*' : ''}`, type, note]),
  );
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
