import type { AttributeDoc, ElementDoc } from './manifest.ts';

/** `'a' | 'b'` as a list; empty for other types. */
const choices = ({ type }: AttributeDoc): string[] =>
  type.text.startsWith("'") ? type.text.split(' | ').map((each) => each.replaceAll("'", '')) : [];

/** For VS Code, `html.customData`: https://github.com/microsoft/vscode-custom-data */
export const htmlCustomData = (elements: ElementDoc[]): object => ({
  version: 1.1,
  tags: elements.map((element) => ({
    name: element.tagName,
    description: element.description,
    attributes: element.attributes.map((attribute) => ({
      name: attribute.name,
      description: attribute.description,
      ...(attribute.type.text === 'boolean' && { valueSet: 'v' }),
      ...(choices(attribute).length && { values: choices(attribute).map((name) => ({ name })) }),
    })),
  })),
});

/** For the editors of JetBrains: https://github.com/JetBrains/web-types */
export const webTypes = (elements: ElementDoc[], { name, version }: { name: string; version: string }): object => ({
  $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
  name,
  version,
  'description-markup': 'markdown',
  contributions: {
    html: {
      elements: elements.map((element) => ({
        name: element.tagName,
        description: element.description,
        attributes: element.attributes.map((attribute) => ({
          name: attribute.name,
          description: attribute.description,
          default: attribute.default,
          value: {
            type: choices(attribute).length ? choices(attribute).map((each) => `'${each}'`) : attribute.type.text,
          },
        })),
        slots: element.slots,
        js: {
          properties: element.members.filter(({ kind }) => kind === 'field').map(propertyOf),
          events: element.events.map((event) => ({ name: event.name, description: event.description })),
        },
        css: { parts: element.cssParts, properties: element.cssProperties },
      })),
    },
  },
});

function propertyOf(member: ElementDoc['members'][number]): object {
  const { name, description } = member;
  return { name, description, type: member.kind === 'field' ? member.type?.text : undefined };
}
