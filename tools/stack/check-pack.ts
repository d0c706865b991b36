// check-pack.ts <folder> <file>: reads and checks a mechanism pack and keeps it as one file for the services. Run by build-pack.ts.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from '@xiezhi/embedded';
import { checkedPackText, MechanismPackInvalid, readMechanismPack } from '@xiezhi/mechanism-pack';

const [folder = '', file = ''] = process.argv.slice(2);
try {
  const text = checkedPackText(readMechanismPack(folder));
  mkdirSync(dirname(file), { recursive: true });
  writeWhole(file, text);
} catch (error) {
  console.error(error instanceof MechanismPackInvalid ? error.message : error);
  process.exitCode = 1;
}
