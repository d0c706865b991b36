import type { Names } from './names.ts';
import type { Tree } from './tree.ts';

const path = 'docker-compose.yml';
const model = 'feedback';

/**
 * Gives a new service a place in the compose file wherever the model service has one: its block, its secrets, its address at the
 * portal. The model needs nothing special, so a copy of it is right.
 */
export function addToCompose(tree: Tree, names: Names): void {
  const text = tree.read(path);
  if (text === undefined) return;
  const renamed = (line: string) => line.replaceAll(`database-${model}_`, `database-${names.snake}_`).replaceAll(model, names.kebab);
  const result: string[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length;) {
    const end = endOfPlace(lines, at);
    const place = lines.slice(at, Math.max(end, at + 1)).map(withAddress);
    result.push(...place, ...(end > at ? place.map(renamed) : []));
    at += place.length;
  }
  tree.write(path, result.join('\n'));

  function withAddress(line: string): string {
    const address = `"${model}":"http://${model}:8080"`;
    return line.replace(address, `${address},${renamed(address)}`);
  }
}

/** End of the model's block, or of a run of lines that only name it; `at` itself where there is neither. */
function endOfPlace(lines: string[], at: number): number {
  if (lines[at] === `  ${model}:`) {
    const blank = lines.indexOf('', at);
    return blank === -1 ? lines.length : blank + 1;
  }
  let end = at;
  while (new RegExp(`^\\s*(- )?(database|broker)-${model}(_\\w+)?(:|$)`).test(lines[end] ?? '')) end += 1;
  return end;
}
