/** One node of several on this machine; every node is given the same members, cluster id and controller password. */
export interface ClusterNode {
  nodeId: number;
  members: readonly { nodeId: number; controllerPort: number }[];
  /** 16 bytes in url-safe base64. */
  clusterId: string;
  controllerPassword: string;
}

export interface KafkaProperties {
  dataFolder: string;
  port: number;
  /** Port clients are sent to, when something stands between them and the broker. Default: the port it listens on. */
  advertisedPort?: number;
  controllerPort: number;
  adminPassword: string;
  controllerPassword: string;
  fsync: boolean;
  cluster?: ClusterNode;
}

/**
 * server.properties of the one embedded node, or of one node of several. Clients come by SCRAM; the controller's own listener, which only the broker part of the
 * same process uses, has a password too, because every program of this machine can reach a loopback port.
 */
export function serverProperties(wanted: KafkaProperties): string {
  const { port, advertisedPort = port, controllerPort, adminPassword, controllerPassword, cluster } = wanted;
  const { nodeId, members } = cluster ?? { nodeId: 1, members: [{ nodeId: 1, controllerPort }] };
  const replication = Math.min(members.length, 3);
  const inSync = replication < 3 ? 1 : 2;
  const scram = `org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="${adminPassword}";`;
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required username="controller" password="${controllerPassword}" user_controller="${controllerPassword}";`;
  return `process.roles=broker,controller
node.id=${nodeId}
controller.quorum.voters=${members.map((member) => `${member.nodeId}@127.0.0.1:${member.controllerPort}`).join(',')}
listeners=CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=CLIENTS://127.0.0.1:${advertisedPort}
listener.security.protocol.map=CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENTS
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.clients.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.clients.scram-sha-512.sasl.jaas.config=${scram}
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=${plain}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:admin;User:controller
log.dirs=${wanted.dataFolder}
auto.create.topics.enable=false
num.partitions=1
offsets.topic.replication.factor=${replication}
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=${replication}
transaction.state.log.min.isr=${inSync}
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=${replication}
share.coordinator.state.topic.min.isr=${inSync}
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
# 1.5 s instead of 9 s until the controller lets a killed broker back in: 2.3 s to ready instead of 10.7 s.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
metadata.max.idle.interval.ms=5000
# 128 MB by default, half of the heap.
log.cleaner.dedupe.buffer.size=8388608
log.segment.bytes=134217728
log.retention.ms=-1
# An acknowledgement of the only replica must mean disk, because nobody else has the record.
${wanted.fsync ? 'log.flush.interval.messages=1' : '# fsync is off: for tests only'}
num.network.threads=2
num.io.threads=4
background.threads=2
num.recovery.threads.per.data.dir=2
`;
}
