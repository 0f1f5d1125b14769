import { ALL_MESSAGES } from '../../widget/elements/all-messages.ts';
import type { Texts } from '../../widget/elements/message-section.ts';
import type { ElementDoc } from './manifest.ts';

const cell = (text = '') => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text = '') => (text ? `\`${cell(text)}\`` : '');
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const named = (docs: { name: string; description?: string; default?: string }[]) =>
  table(
    ['name', ''],
    docs.map(({ name, description, default: value }) => [
      code(name),
      cell(description) + (value ? ` (${code(value)})` : ''),
    ]),
  );

function elementDocs(element: ElementDoc): string {
  const { attributes, members } = element;
  const attributeOf = new Map(attributes.map((attribute) => [attribute.fieldName, attribute.name]));
  const settable = members.flatMap((member) => (member.kind === 'field' && !member.readonly ? member : []));
  const readable = members.flatMap((member) => (member.kind === 'field' && member.readonly ? member : []));
  const methods = members.flatMap((member) => (member.kind === 'method' ? member : []));
  const sections = {
    'Attributes and properties': table(
      ['attribute', 'property', 'type', 'default', ''],
      settable.map(({ name, type, default: value, description }) => [
        code(attributeOf.get(name)),
        code(name),
        code(type?.text),
        type?.text === 'boolean' ? '' : code(value),
        cell(description),
      ]),
    ),
    'To be read': table(
      ['property', 'type', ''],
      readable.map(({ name, type, description }) => [code(name), code(type?.text), cell(description)]),
    ),
    Methods: `Each is a promise that settles when it is true, or rejects with a \`RoomError\` (\`code\`, \`message\`, \`recoverable\`, \`fix\`).\n\n${table(
      ['method', ''],
      methods.map(({ name, parameters = [], description }) => [
        code(
          `${name}(${parameters.map((each) => `${each.name}${each.optional ? '?' : ''}: ${each.type?.text}`).join(', ')})`,
        ),
        cell(description),
      ]),
    )}`,
    Events: `${table(
      ['event', 'carries', ''],
      element.events.map(({ name, fields, description }) => [code(name), code(fields), cell(description)]),
    )}`,
    Slots: named(element.slots),
    'CSS parts': `For \`${element.tagName}::part(…)\`.\n\n${named(element.cssParts)}`,
    'CSS properties': named(element.cssProperties),
    'Custom states': `For \`${element.tagName}:state(…)\`.\n\n${named(element.cssStates)}`,
  };
  const present: Record<keyof typeof sections, number> = {
    'Attributes and properties': settable.length,
    'To be read': readable.length,
    Methods: methods.length,
    Events: element.events.length,
    Slots: element.slots.length,
    'CSS parts': element.cssParts.length,
    'CSS properties': element.cssProperties.length,
    'Custom states': element.cssStates.length,
  };
  const texts = Object.entries(sections)
    .filter(([title]) => present[title as keyof typeof present])
    .map(([title, text]) => `### ${title}\n\n${text}`);
  return [`## \`<${element.tagName}>\``, element.description, ...texts].join('\n\n');
}

/** `call.roles.speaker` and its English text. */
function messageRows(texts: Texts, path: string): string[][] {
  return Object.entries(texts).flatMap(([key, text]) => {
    if (typeof text === 'string') return [[code(`${path}.${key}`), cell(text)]];
    if (typeof text.other !== 'string') return messageRows(text as Texts, `${path}.${key}`);
    return [[code(`${path}.${key}`), cell([...new Set(Object.values(text))].join(' · '))]];
  });
}

const languageDocs = (): string => `## Languages

English, Arabic, Czech, French, German, Japanese, Portuguese and Spanish, each loaded when an element in the page needs it. The nearest \`lang\`
counts: of the element, of whatever is around it, of the document (\`pt-BR\` finds \`pt\`); it may change at any time. Any other language
is English. Numbers, lists and times are written as the whole tag says, and the direction of the writing is that of the language.

The property \`messages\` replaces any of the words below in whatever language, and may bring a whole language of your own: then
\`lang\` says how its numbers are written and its plurals are formed. What is in braces is put in: keep it. Where a form depends on a number
(\`count\`), give one string or one for each plural category of the language
(\`{ one: '…', few: '…', other: '…' }\`, see \`Intl.PluralRules\`). \`messages.errors\` takes a sentence and what to do about it, by error
code: \`{ errors: { room_full: ['All seats are taken.', 'Come back later.'] } }\`. In TypeScript the type is \`Messages\`.

\`\`\`js
document.querySelector('voice-room').messages = { lobby: { join: 'Take a seat', people: { one: 'one guest', other: '{count} guests' } } };
\`\`\`

${table(
  ['key', 'in English'],
  Object.entries(ALL_MESSAGES).flatMap(([name, { texts }]) => messageRows(texts, name)),
)}`;

/** docs/element.md. */
export const renderElementDocs = (elements: ElementDoc[]): string => `<!-- Made by npm run docs. -->

# The elements

What a page may rely on. In the package of npm the same is in \`custom-elements.json\`, \`vscode.html-custom-data.json\` and
\`web-types.json\`, for editors. The events of \`<voice-room>\` are facts, told on the element after they came true; they do not bubble.

${[...elements.map(elementDocs), languageDocs()].join('\n\n')}
`;
