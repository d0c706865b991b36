/** The part of `GET /operations/status` that scenarios look at. */
export interface OperationsStatus {
  phase: string;
  shards?: number[];
  outbox?: { waiting: number; oldestSeconds: number };
  consumers: {
    name: string;
    joined: boolean;
    lastFault?: string;
    stopped: { topic: string; partition: number; kind: string }[];
    failing: { topic: string; partition: number; fault: string }[];
  }[];
  missing: { consumer: string; topic: string; partition: number; missing: number }[];
  parked: { consumer: string; lane: string; reason: string; state: string; records: number }[];
}
