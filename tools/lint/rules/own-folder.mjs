import { dirname, resolve } from 'node:path';
import { onTexts, projectOf } from '../workspace.mjs';

/** A service never opens a file of another one: what it needs of it arrives as an event, or lies in a pack or in libs/contracts. */
export const ownFolderOnly = {
  create(context) {
    const project = projectOf(context.filename);
    if (project?.kind !== 'apps' && project?.kind !== 'libs') return {};
    const complain = (node, app) =>
      context.report({ node, message: `${project.kind}/${project.name} reaches into the folder of apps/${app}` });

    return onTexts((node, text) => {
      if (isImport(node.parent)) return; // app-never-imports-app and lib-never-imports-app say this better
      const named = /(?:^|[/\s'"`}])apps\/([a-z][a-z0-9-]*)(?=\/|$)/.exec(text)?.[1];
      const reached = /^\.\.?\//.test(text) ? projectOf(resolve(dirname(context.filename), text)) : undefined;
      if (named !== undefined && named !== project.name) complain(node, named);
      else if (reached?.kind === 'apps' && reached.root !== project.root) complain(node, reached.name);
    });
  },
};

const isImport = (node) => /^(Import|Export(All|Named)Declaration|TSImportType|TSLiteralType)/.test(node?.type ?? '');
