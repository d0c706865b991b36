import { PackShelf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { type DatabaseAddress, type RoleCredentials, workerPool } from '@xiezhi/postgres';
import { ClockRuleBook } from './clock-rules.ts';
import { ClockTicker } from './clock-ticker.ts';

/** The ticker as a process of its own, that can be killed as one: it ticks until then. */
export interface Ticking {
  address: DatabaseAddress;
  worker: RoleCredentials;
  packFolder: string;
}

const { address, worker, packFolder } = JSON.parse(process.argv[2]!) as Ticking;
const rules = new ClockRuleBook(new PackShelf(readMechanismPack(packFolder)));
new ClockTicker({ pool: workerPool(address, worker, { connectionsMax: 2 }), rules }).start();
