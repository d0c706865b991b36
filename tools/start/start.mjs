// npm start. Plain JavaScript without dependencies, because it runs before anything is installed and on the Node the machine has.
import('./install.mjs').then(
  ({ runOnOwnNode }) => runOnOwnNode('tools/stack/launcher.ts', process.argv.slice(2)),
  // A Node older than 14 cannot even read that file.
  () => {
    console.error(
      `Xiezhi needs Node 20 or newer to start; this is ${process.version}. Install it from your system's packages or nodejs.org.`,
    );
    process.exitCode = 1;
  },
);
