export { refuseNearlyFullDisk } from './disk-full.ts';
export { exclusive, holderOf, tryExclusive, type Exclusive } from './exclusive.ts';
export { answersOn, anyFreePort, anyFreePorts, isPortFree, portFrom } from './free-port.ts';
export { startKafka, stopOrphanedKafka, type KafkaOptions, type RunningKafka } from './kafka.ts';
export { KafkaCluster, type KafkaClusterOptions, type NodePorts } from './kafka-cluster.ts';
export { kafkaClient, withAdmin, type BrokerLogin } from './kafka-admin.ts';
export { defaultJarFolder, kafkaJars } from './kafka-jars.ts';
export { setBrokerPasswords } from './kafka-users.ts';
export { openLog, rotate, type LogFile } from './log-file.ts';
export { startPostgres, stopOrphanedPostgres, type PostgresOptions, type RunningPostgres } from './postgres.ts';
export { dataFolderOf } from './postgres-place.ts';
export { provisionBroker, type BrokerPlan, type BrokerService } from './provision-broker.ts';
export { provisionDatabase, type DatabaseLogin } from './provision-database.ts';
export {
  endProcess,
  isAlive,
  processesWith,
  processNow,
  readJson,
  readRecord,
  removeRecord,
  sendSignal,
  thisProcess,
  writeWhole,
  type ProcessRecord,
} from './running-process.ts';
export { StartFailure, type StartFailureCode } from './start-failure.ts';
export { temporaryHome, type TemporaryHome } from './temporary-home.ts';
