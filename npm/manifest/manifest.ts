import { readFileSync } from 'node:fs';
import * as analyzer from '@custom-elements-manifest/analyzer';
import type {
  ClassDeclaration,
  ClassField,
  ClassMethod,
  CssCustomProperty,
  CssPart,
  Event as EventDoc,
  Package,
  Slot,
} from 'custom-elements-manifest/schema';
import type { LitElement } from 'lit';
import { VoiceRoom } from '../../widget/elements/voice-room.ts';
import { VoiceRoomList } from '../../widget/elements/voice-room-list.ts';

/** An attribute, with the property it belongs to. */
export interface AttributeDoc {
  name: string;
  fieldName: string;
  description?: string | undefined;
  default?: string | undefined;
  type: { text: string };
}

/** Everything a page may rely on in one element. */
export interface ElementDoc extends ClassDeclaration {
  customElement: true;
  tagName: string;
  attributes: AttributeDoc[];
  /** Properties and methods. */
  members: ((ClassField & { readonly?: boolean }) | ClassMethod)[];
  /** With the fields they carry. */
  events: (EventDoc & { fields: string })[];
  slots: Slot[];
  cssParts: CssPart[];
  cssProperties: CssCustomProperty[];
  cssStates: { name: string; description?: string }[];
}

/** What its types leave out. */
const { create, ts } = analyzer as unknown as {
  create(options: { modules: unknown[] }): Package;
  ts: { createSourceFile(name: string, text: string, target: number, setParentNodes: boolean): unknown };
};

const read = (file: string) => readFileSync(new URL(`../../widget/${file}`, import.meta.url), 'utf8');

/** The classes in a file of the widget. An interface counts as one, which the analyzer would pass over. */
function classesIn(file: string): ClassDeclaration[] {
  const classes = read(file).replace(/^export interface (?=Commands)/m, 'export declare class ');
  const { modules } = create({ modules: [ts.createSourceFile(file, classes, 99, true)] });
  return modules.flatMap(({ declarations = [] }) => declarations.filter((each) => each.kind === 'class'));
}

/** Each is a class that extends `fact<its fields>('its-name')`, or `request`. */
function eventsIn(file: string): ElementDoc['events'] {
  const descriptions = new Map(classesIn(file).map(({ name, description }) => [name, description]));
  return [...read(file).matchAll(/^export class (\w+) extends (?:fact|request)<([^(]*)>\(\s*'([\w-]+)'/gm)].map(
    ([, type = '', fields = '', name = '']) => ({
      name,
      type: { text: type },
      fields: fields
        .replace(/\/\*\*.*?\*\//g, '')
        .replace(/\s+/g, ' ')
        .trim()
        .replace(/; }$/, ' }'),
      description: descriptions.get(type) || undefined,
    }),
  );
}

interface Described {
  tagName: string;
  element: typeof LitElement;
  /** Of the class, of its events, of its further methods. */
  files: { element: string; events: string; commands?: string };
}

/** The class as the analyzer reads it, its attributes as the class itself has them, its further methods and events. */
function describe({ tagName, element, files }: Described): ElementDoc {
  const found = classesIn(files.element).find(({ name }) => name === element.name) as ElementDoc;
  const members = found.members.filter((member) => member.description !== undefined && !member.static);
  const fields = new Map(members.map((member) => [member.name, member as ClassField]));
  // Lit looks at `properties` when it is asked for the attributes.
  if (!element.observedAttributes.length) throw new Error(`<${tagName}> has no attributes.`);
  const attributes = [...element.elementProperties].flatMap(([property, { attribute }]) => {
    const fieldName = String(property);
    const field = fields.get(fieldName);
    if (!field?.type) throw new Error(`${fieldName} of <${tagName}> has no description or no type.`);
    field.type.text = field.type.text.replace(' | undefined', '');
    if (attribute === false) return [];
    const name = typeof attribute === 'string' ? attribute : fieldName.toLowerCase();
    const isBoolean = field.type.text === 'boolean';
    const doc = { description: field.description, default: isBoolean ? undefined : field.default };
    return { name, fieldName, ...doc, type: { text: field.type.text } };
  });
  // What every element has and this one heeds is said by `@attr`.
  for (const { name, description } of (found as Partial<ElementDoc>).attributes ?? []) {
    const type = { text: 'string' };
    attributes.push({ name, fieldName: name, description, default: undefined, type });
    members.push({ kind: 'field', name, description: description ?? '', type });
  }
  const { cssParts = [], cssProperties = [], cssStates = [], slots = [] } = found as Partial<ElementDoc>;
  const commands = files.commands
    ? classesIn(files.commands).flatMap(({ members = [] }) => members as ClassMethod[])
    : [];
  return {
    ...found,
    ...{ cssParts, cssProperties, cssStates, slots },
    customElement: true,
    tagName,
    attributes,
    members: [...members, ...commands],
    events: eventsIn(files.events),
  };
}

export const elements = (): ElementDoc[] => [
  describe({
    tagName: 'voice-room',
    element: VoiceRoom,
    files: { element: 'elements/voice-room.ts', events: 'elements/events.ts', commands: 'client/commands.ts' },
  }),
  describe({
    tagName: 'voice-room-list',
    element: VoiceRoomList,
    files: { element: 'elements/voice-room-list.ts', events: 'elements/room-selected.ts' },
  }),
];

/** `custom-elements.json`, as editors, Storybook and other tools read it: https://github.com/webcomponents/custom-elements-manifest */
export function customElementsManifest(declarations: ElementDoc[]): Package {
  return {
    schemaVersion: '2.1.0',
    modules: [
      {
        kind: 'javascript-module',
        path: 'elements.js',
        declarations,
        exports: declarations.map(({ name }) => ({ kind: 'js', name, declaration: { name } })),
      },
      {
        kind: 'javascript-module',
        path: 'voice-room.js',
        exports: declarations.map(({ name, tagName }) => ({
          kind: 'custom-element-definition',
          name: tagName,
          declaration: { name, module: 'elements.js' },
        })),
      },
    ],
  };
}
