import { generate } from '../generate.ts';

/** `nx g @xiezhi/tools:aggregate ship --in feedback`: the same generators as `npm run new`, with nx's dry run. */
const generatorOf =
  (kind) =>
  (tree, { name, zh: chinese, ...more }) => {
    const ours = { read: (path) => tree.read(path, 'utf8') ?? undefined, write: (path, text) => tree.write(path, text) };
    const left = generate(ours, { kind, name, chinese, ...more });
    return () => console.log(left.map((line) => `- ${line}`).join('\n'));
  };

export const service = generatorOf('service');
export const aggregate = generatorOf('aggregate');
export const event = generatorOf('event');
export const projection = generatorOf('projection');
