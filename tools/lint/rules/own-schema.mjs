import { appsOf, onTexts, projectOf } from '../workspace.mjs';

/**
 * A service reads and writes its own schema only. The database refuses the rest too (another role owns it); this says so
 * before anything runs. Only text that reads like SQL is looked at: `'directory.agency-opened.v1'` is an event's name.
 */
const sqlWords =
  /\b(select|insert\s+into|update|delete\s+from|from|join|using|create|alter|drop|grant|revoke|truncate|merge\s+into|call|execute|references|search_path|set\s+schema|comment\s+on)\b/i;

export const ownSchemaOnly = {
  create(context) {
    const project = projectOf(context.filename);
    if (project?.kind !== 'apps') return {};
    const foreign = appsOf(project.workspace)
      .filter((name) => name !== project.name)
      .map((name) => ({ app: name, schema: name.replaceAll('-', '_') }));
    if (foreign.length === 0) return {};

    const names = foreign.map(({ schema }) => schema).join('|');
    const qualified = new RegExp(`(?<![\\w.'/@-])("?)(${names})\\1\\.["a-z_*$]`, 'i');
    const adopted = new RegExp(`\\b(?:search_path\\s*(?:=|to)|schema)\\s[^;]*?(?<![\\w-])["']?(${names})\\b(?!\\.)`, 'i');
    const complain = (node, schema) =>
      context.report({
        node,
        message: `SQL of apps/${project.name} names the schema of another service: ${schema}. Read its events instead`,
      });

    return {
      ...onTexts((node, text) => {
        if (!sqlWords.test(text)) return;
        const found = qualified.exec(text)?.[2] ?? adopted.exec(text)?.[1];
        if (found !== undefined) complain(node, found);
      }),
      Property: (node) => {
        const key = node.key.name ?? node.key.value;
        if (key !== 'schema' || typeof node.value.value !== 'string') return;
        if (foreign.some(({ schema }) => schema === node.value.value)) complain(node, node.value.value);
      },
    };
  },
};
