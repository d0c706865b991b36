#!/usr/bin/env bash
# One Kafka node (broker and controller) whose every client signs in: SASL_PLAINTEXT with SCRAM-SHA-512, an authorizer that
# refuses by default. It uses only what the published apache/kafka image has: bash, the two scripts of Kafka, a few small tools.
#
#   XIEZHI_KAFKA_ADVERTISED  host:port under which clients reach the broker (default kafka:9092)
#   XIEZHI_KAFKA_USERS       folder with one file per user, broker-<user>, holding the password (default /run/secrets)
#   XIEZHI_KAFKA_ADMIN       the user who may do everything and as whom the node speaks to itself (default admin)
#   XIEZHI_KAFKA_PORT        port inside the container (default 9092)
#
# Users are written when the data folder is formatted. A password file that is new or changed later is brought in on the next
# start (see synchronize): the volume then keeps its topics. A user whose file went away stays in the metadata, without a file.
set -euo pipefail
umask 077

advertised="${XIEZHI_KAFKA_ADVERTISED:-kafka:9092}"
users="${XIEZHI_KAFKA_USERS:-/run/secrets}"
admin="${XIEZHI_KAFKA_ADMIN:-admin}"
port="${XIEZHI_KAFKA_PORT:-9092}"
data=/var/lib/kafka/data
# Memory, not the image's layers: these files hold passwords.
run=/dev/shm/kafka
mkdir -p "$run"

stop() { printf 'kafka: %s\n' "$1" >&2; exit 1; }

password_of() {
  local file="$users/broker-$1" password
  [ -r "$file" ] || stop "no readable password file $file"
  password="$(<"$file")"
  # The characters that would end a JAAS string, a SCRAM argument or a line of the properties file.
  [[ $password =~ ^[A-Za-z0-9_.~-]+$ ]] || stop "the password in $file may hold only letters, digits and _ . ~ -"
  printf '%s' "$password"
}

names=()
for file in "$users"/broker-*; do
  [ -e "$file" ] && names+=("${file##*/broker-}")
done
[ "${#names[@]}" -gt 0 ] || stop "no users: put one file broker-<user> per user into $users"
admin_password="$(password_of "$admin")"
plain_login="org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$admin\" password=\"$admin_password\""

cat >"$run/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:9093
listeners=CLIENT://:$port,LOCAL://127.0.0.1:9094,CONTROLLER://127.0.0.1:9093
advertised.listeners=CLIENT://$advertised,LOCAL://127.0.0.1:9094
listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,LOCAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=LOCAL
# Clients sign in by SCRAM. The node speaks to itself by PLAIN on loopback: SCRAM users are metadata, which the node must already
# have joined to read, and whose admin password may be older than the file's.
listener.name.client.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.local.sasl.enabled.mechanisms=PLAIN
listener.name.local.plain.sasl.jaas.config=$plain_login user_$admin="$admin_password";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=$plain_login user_$admin="$admin_password";
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:$admin
allow.everyone.if.no.acl.found=false
log.dirs=$data/log
auto.create.topics.enable=false
num.partitions=1
# One node: nobody else holds a copy, so an acknowledgement means that the disk has it.
log.flush.interval.messages=1
log.retention.ms=-1
log.segment.bytes=134217728
log.cleaner.dedupe.buffer.size=8388608
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
# A restart after kill -9 waits for the dead broker's session: 2.3 s with these, 10.7 s with the defaults.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
num.network.threads=2
num.io.threads=4
background.threads=2
num.recovery.threads.per.data.dir=2
END

export KAFKA_HEAP_OPTS="${KAFKA_HEAP_OPTS:--Xms128m -Xmx384m}"
export KAFKA_JVM_PERFORMANCE_OPTS="${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseSerialGC -XX:TieredStopAtLevel=1}"
export KAFKA_LOG4J_OPTS="${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=/xiezhi/log4j2.yaml}"
# The image's class archive halves the time to start; another JVM ignores it.
[ ! -r /opt/kafka/kafka.jsa ] || KAFKA_JVM_PERFORMANCE_OPTS="$KAFKA_JVM_PERFORMANCE_OPTS -XX:SharedArchiveFile=/opt/kafka/kafka.jsa -Xlog:cds=off -Xlog:cds+dynamic=off"

# One line per user: name and a sum of its password, never the password. Tells the next start whose file changed.
record() {
  local name
  for name in "${names[@]}"; do
    printf '%s %s\n' "$name" "$(printf '%s:%s' "$name" "$(password_of "$name")" | sha256sum | cut -d' ' -f1)"
  done
}

format() {
  local name id
  # Sixteen random bytes in url-safe base64; the letter in front keeps a leading dash from being read as an option.
  id="x$(head -c 24 /dev/urandom | base64 | tr -d '/+=\n' | cut -c1-20)w"
  {
    printf '%s\n' format --cluster-id "$id" --config "$run/server.properties"
    for name in "${names[@]}"; do printf -- '--add-scram\nSCRAM-SHA-512=[name=%s,password=%s]\n' "$name" "$(password_of "$name")"; done
  } >"$run/format"
  # By file: arguments would show the passwords to every process of the container.
  # What it prints on success holds the salted keys of every user: shown to nobody.
  KAFKA_HEAP_OPTS=-Xmx128m /opt/kafka/bin/kafka-storage.sh "@$run/format" >"$run/format.log" 2>&1 || { tail -n 2 "$run/format.log" >&2; stop "the data folder could not be formatted"; }
  rm "$run/format" "$run/format.log"
  record >"$data/users"
}

# Brings changed passwords in once the broker answers, signing in where the admin's present password counts: on loopback.
synchronize() {
  local name sum
  printf 'security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=%s;\n' "$plain_login" >"$run/admin.properties"
  until (exec 3<>/dev/tcp/127.0.0.1/9094) 2>/dev/null; do sleep 0.2; done
  while read -r name sum; do
    grep -qxF "$name $sum" "$data/users" && continue
    printf 'SCRAM-SHA-512=password=%s\n' "$(password_of "$name")" >"$run/scram"
    KAFKA_HEAP_OPTS=-Xmx128m /opt/kafka/bin/kafka-configs.sh --bootstrap-server 127.0.0.1:9094 --command-config "$run/admin.properties" \
      --alter --entity-type users --entity-name "$name" --add-config-file "$run/scram" >/dev/null </dev/null || return 1
    printf 'kafka: the password of %s was renewed\n' "$name"
  done < <(record)
  rm -f "$run/scram" "$run/admin.properties"
  record >"$data/users.new" && mv "$data/users.new" "$data/users"
}

if [ ! -e "$data/log/meta.properties" ]; then
  mkdir -p "$data/log"
  format
elif [ "$(record)" != "$(cat "$data/users" 2>/dev/null)" ]; then
  { synchronize || printf 'kafka: a changed password could not be brought in; restart the container to try again\n' >&2; } &
fi

exec /opt/kafka/bin/kafka-server-start.sh "$run/server.properties"
