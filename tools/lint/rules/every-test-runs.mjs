/** A test that does not run says nothing while looking like one that does; `only` silences all others. */
const doors = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const silencers = new Set(['skip', 'only', 'todo', 'skipIf', 'runIf', 'fails']);
const shorthands = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);

export const everyTestRuns = {
  create(context) {
    if (!/\.spec\.[mc]?[jt]sx?$/.test(context.filename)) return {};
    const complain = (node, word) =>
      context.report({ node, message: `Every test runs: \`${word}\` does not pass (a known gap is an issue, not a sleeping test)` });
    return {
      MemberExpression: (node) => {
        const word = node.computed ? node.property.value : node.property.name;
        if (silencers.has(word) && doors.has(rootOf(node.object))) complain(node, word);
      },
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && shorthands.has(node.callee.name)) complain(node, node.callee.name);
        if (isContextSkip(node.callee)) complain(node, 'skip()');
        if (doors.has(rootOf(node.callee))) for (const option of silencingOptions(node.arguments)) complain(option, option.key.name);
      },
    };
  },
};

/** `it` of `it.each`, `describe` of `describe.concurrent.skip`. */
function rootOf(node) {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression') return rootOf(node.object);
  if (node.type === 'CallExpression') return rootOf(node.callee);
  return '';
}

/** `({ skip }) => skip()` and `(context) => context.skip()`: the ways a running test puts itself to sleep. */
function isContextSkip(callee) {
  if (callee.type === 'Identifier') return callee.name === 'skip';
  return (
    callee.type === 'MemberExpression' &&
    callee.property.name === 'skip' &&
    /^(ctx|context|task|test)$/.test(callee.object.name ?? '') &&
    !doors.has(callee.object.name)
  );
}

function silencingOptions(args) {
  return args
    .filter((argument) => argument.type === 'ObjectExpression')
    .flatMap((options) => options.properties)
    .filter((property) => property.type === 'Property' && silencers.has(property.key.name) && property.value.value !== false);
}
