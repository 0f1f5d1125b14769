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
import { VoiceRoom } from '../../widget/elements/voice-room.ts';

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

/** The facts of events.ts: each is a class that extends `fact<its fields>('its-name')`. */
function eventsIn(file: string): ElementDoc['events'] {
  const descriptions = new Map(classesIn(file).map(({ name, description }) => [name, description]));
  return [...read(file).matchAll(/^export class (\w+) extends fact<([^(]*)>\(\s*'([\w-]+)'/gm)].map(
    ([, type = '', fields = '', name = '']) => ({
      name,
      type: { text: type },
      fields: fields.replace(/\s+/g, ' ').trim().replace(/; }$/, ' }'),
      description: descriptions.get(type) || undefined,
    }),
  );
}

/** The class as the analyzer reads it, its attributes as the class itself has them, its further methods and events. */
function describeVoiceRoom(): ElementDoc {
  const found = classesIn('elements/voice-room.ts').find(({ name }) => name === 'VoiceRoom') as ElementDoc;
  const members = found.members.filter((member) => member.description !== undefined && !member.static);
  const fields = new Map(members.map((member) => [member.name, member as ClassField]));
  // Lit looks at `properties` when it is asked for the attributes.
  if (!VoiceRoom.observedAttributes.length) throw new Error('<voice-room> has no attributes.');
  const attributes = [...VoiceRoom.elementProperties].flatMap(([property, { attribute }]) => {
    const fieldName = String(property);
    const field = fields.get(fieldName);
    if (!field?.type) throw new Error(`${fieldName} of <voice-room> has no description or no type.`);
    field.type.text = field.type.text.replace(' | undefined', '');
    if (attribute === false) return [];
    const name = typeof attribute === 'string' ? attribute : fieldName.toLowerCase();
    const isBoolean = field.type.text === 'boolean';
    const doc = { description: field.description, default: isBoolean ? undefined : field.default };
    return { name, fieldName, ...doc, type: { text: field.type.text } };
  });
  const commands = classesIn('client/commands.ts').flatMap(({ members = [] }) => members as ClassMethod[]);
  return {
    ...found,
    customElement: true,
    tagName: 'voice-room',
    attributes,
    members: [...members, ...commands],
    events: eventsIn('elements/events.ts'),
  };
}

export const elements = (): ElementDoc[] => [describeVoiceRoom()];

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
