export { KafkaJsBroker } from './kafkajs-broker.ts';
export { type KafkaJsSettings, type KafkaTuning } from './settings.ts';
export { repairRequestQueue } from './request-queue-repair.ts';
