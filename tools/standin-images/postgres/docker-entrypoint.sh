#!/usr/bin/env bash
# Entry point of the stand-in for postgres:18. Keeps the outward contract of the upstream image:
# POSTGRES_{USER,PASSWORD,DB,INITDB_ARGS,INITDB_WALDIR,HOST_AUTH_METHOD} and *_FILE, PGDATA, /docker-entrypoint-initdb.d,
# two "ready to accept connections" on the first start, refusal of data left by images before 18.
set -Eeuo pipefail

fail() { printf 'Error: %s\n' "$1" >&2; shift; [ $# -eq 0 ] || printf '       %s\n' "$@" >&2; exit 1; }

setting() {  # NAME DEFAULT: from $NAME or the file $NAME_FILE
  local name=$1 file="${1}_FILE"
  [ -z "${!name:-}" ] || [ -z "${!file:-}" ] || fail "both $name and $file are set (but are exclusive)"
  if [ -n "${!name:-}" ]; then export "$name"; elif [ -n "${!file:-}" ]; then export "$name=$(<"${!file}")"; else export "$name=${2:-}"; fi
  unset "$file"
}

own() {  # directories, as root, before stepping down
  local d
  mkdir -p "$PGDATA" /var/run/postgresql; chmod 0700 "$PGDATA"; chmod 3777 /var/run/postgresql
  for d in "$PGDATA" /var/run/postgresql ${POSTGRES_INITDB_WALDIR:+"$POSTGRES_INITDB_WALDIR"}; do
    mkdir -p "$d"; find "$d" ! -user postgres -exec chown postgres '{}' +
  done
}

old_data() {  # where data of an image before 18 lies; looked for only while PGDATA is the default, as upstream
  local d
  [ "$PGDATA" = "/var/lib/postgresql/$PG_MAJOR/docker" ] || return 0
  for d in /var/lib/postgresql /var/lib/postgresql/data /var/lib/postgresql/*/docker; do [ ! -s "$d/PG_VERSION" ] || echo "$d"; done
  mountpoint -q /var/lib/postgresql/data && echo '/var/lib/postgresql/data (unused mount/volume)' || true
}

sql() { local db=(); [ -z "${POSTGRES_DB:-}" ] || db=(--dbname "$POSTGRES_DB")
  PGHOST= PGHOSTADDR= psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --no-password --no-psqlrc "${db[@]}" "$@"; }

init_files() {
  local f
  echo
  for f in /docker-entrypoint-initdb.d/*; do
    case "$f" in
      '/docker-entrypoint-initdb.d/*') ;;
      *.sh) if [ -x "$f" ]; then echo "$0: running $f"; "$f"; else echo "$0: sourcing $f"; . "$f"; fi ;;
      *.sql) echo "$0: running $f"; sql -f "$f"; echo ;;
      *.sql.gz) echo "$0: running $f"; gunzip -c "$f" | sql; echo ;;
      *.sql.xz) echo "$0: running $f"; xzcat "$f" | sql; echo ;;
      *.sql.zst) echo "$0: running $f"; zstd -dc "$f" | sql; echo ;;
      *) echo "$0: ignoring $f" ;;
    esac
    echo
  done
}

first_start() {  # server words...
  local old; old="$(old_data)"
  [ -n "$POSTGRES_PASSWORD" ] || [ "$POSTGRES_HOST_AUTH_METHOD" = trust ] || fail \
    'Database is uninitialized and superuser password is not specified.' 'You must specify POSTGRES_PASSWORD to a non-empty value for the' \
    'superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".'
  [ -z "$old" ] || fail 'in 18+ the data lies below /var/lib/postgresql/18/docker; mount volumes at /var/lib/postgresql.' \
    'Counter to that, there appears to be PostgreSQL data in:' "  $old"
  [ "$POSTGRES_HOST_AUTH_METHOD" != trust ] || echo 'WARNING: POSTGRES_HOST_AUTH_METHOD has been set to "trust": anyone may connect without a password.' >&2

  # This server was built with /tmp for its socket; Debian's psql and pg_isready look where upstream has it.
  eval 'initdb --set unix_socket_directories=/var/run/postgresql --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") ${POSTGRES_INITDB_WALDIR:+--waldir "$POSTGRES_INITDB_WALDIR"} '"$POSTGRES_INITDB_ARGS"
  local method="$POSTGRES_HOST_AUTH_METHOD"
  [ -n "$method" ] || method="$(postgres -C password_encryption "${@:2}")"
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

  export PGPASSWORD="${PGPASSWORD:-$POSTGRES_PASSWORD}"
  NOTIFY_SOCKET= PGUSER="${PGUSER:-$POSTGRES_USER}" pg_ctl -D "$PGDATA" -o "$(printf '%q ' "${@:2}" -c listen_addresses='' -p "${PGPORT:-5432}")" -w start
  [ "$(POSTGRES_DB= sql --dbname postgres -v db="$POSTGRES_DB" -tA <<<"SELECT 1 FROM pg_database WHERE datname = :'db'")" = 1 ] || \
    POSTGRES_DB= sql --dbname postgres -v db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
  init_files
  PGUSER="${PGUSER:-postgres}" pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGPASSWORD
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

[ "${1:0:1}" != - ] || set -- postgres "$@"
case " $* " in *' --help '*|*' -? '*|*' --version '*|*' -V '*|*' --describe-config '*) exec "$@" ;; esac
if [ "${1:-}" = postgres ]; then
  # Before stepping down, as upstream: a secret that only root may read is read as root.
  setting POSTGRES_PASSWORD; setting POSTGRES_USER postgres; setting POSTGRES_DB "$POSTGRES_USER"; setting POSTGRES_INITDB_ARGS
  if [ "$(id -u)" = 0 ]; then own; exec gosu postgres "$0" "$@"; fi
  mkdir -p "$PGDATA"; chmod 0700 "$PGDATA" 2>/dev/null || true
  : "${POSTGRES_HOST_AUTH_METHOD:=}" "${POSTGRES_INITDB_WALDIR:=}"
  if [ -s "$PGDATA/PG_VERSION" ]; then
    printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
  else
    first_start "$@"
  fi
fi
exec "$@"
