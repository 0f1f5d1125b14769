import type { ElementDoc } from './manifest.ts';

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const camel = (name: string) => name.split('-').map(capital).join('');

/** Properties a page sets but which have no attribute. */
const properties = ({ members, attributes }: ElementDoc): string[] =>
  members.flatMap((member) =>
    member.kind === 'field' && !member.readonly && !attributes.some(({ fieldName }) => fieldName === member.name)
      ? member.name
      : [],
  );

/** `react.js`: a component for each element. How they work is in `npm/entries/use-element.ts`. */
export const reactCode = (elements: ElementDoc[]): string => `// Made from custom-elements.json.
import './voice-room.js';
import { useElement } from './use-element.js';

${elements
  .map((element) => {
    const { name, tagName, attributes, events } = element;
    const map = {
      attributes: Object.fromEntries(attributes.map((attribute) => [attribute.fieldName, attribute.name])),
      properties: properties(element),
      events: Object.fromEntries(events.map((event) => [`on${camel(event.name)}`, event.name])),
    };
    const props = `${name.toUpperCase()}_PROPS`;
    return `const ${props} = ${JSON.stringify(map, null, 2)};\n\nexport const ${name} = (props) => useElement('${tagName}', ${props}, props);`;
  })
  .join('\n\n')}
`;

/** `react.d.ts`, with the types of the elements themselves in JSX. */
export const reactTypes = (elements: ElementDoc[]): string => `// Made from custom-elements.json.
import type { DetailedHTMLProps, HTMLAttributes, ReactElement, RefAttributes } from 'react';
import type { ${elements.map(({ name }) => `${name} as ${name}Element`).join(', ')} } from './types/npm/entries/elements.js';

${elements
  .map((element) => {
    const { name, events } = element;
    const fields = [...element.attributes.map(({ fieldName }) => fieldName), ...properties(element)];
    return `export type { ${name}Element };

type ${name}Options =
${fields.map((field) => `  | '${field}'`).join('\n')};

export interface ${name}Props
  extends Partial<Pick<${name}Element, ${name}Options>>,
    Omit<HTMLAttributes<${name}Element>, ${name}Options>,
    RefAttributes<${name}Element> {
${events.map((event) => `  on${camel(event.name)}?: (event: HTMLElementEventMap['${event.name}']) => void;`).join('\n')}
}

/** ${element.description} */
export const ${name}: (props: ${name}Props) => ReactElement;`;
  })
  .join('\n\n')}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${elements
  .map(({ name, tagName, attributes, events }) => {
    const typed = attributes.map((each) => `        '${each.name}'?: ${name}Element['${each.fieldName}'];`);
    const heard = events.map(
      (each) => `        'on${each.name}'?: (event: HTMLElementEventMap['${each.name}']) => void;`,
    );
    return `      '${tagName}': Omit<DetailedHTMLProps<HTMLAttributes<${name}Element>, ${name}Element>, ${name}Options> & {
${[...typed, ...heard].join('\n')}
      };`;
  })
  .join('\n')}
    }
  }
}
`;
