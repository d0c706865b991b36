// node tools/start/run.mjs <file.ts> [arguments]: installs what is missing, then runs the file on the Node 24 of the lock file.
import('./install.mjs').then(
  ({ runOnOwnNode }) => runOnOwnNode(process.argv[2], process.argv.slice(3)),
  () => {
    console.error(`Xiezhi needs Node 20 or newer; this is ${process.version}. Install it from your system's packages or nodejs.org.`);
    process.exitCode = 1;
  },
);
