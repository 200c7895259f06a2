# The AOT cache of a JVM and its jars, for scripts that source this file: classes as they are after a training run, so that
# a start takes about half the CPU time. Nothing here prints anything or fails.

# Prints the cache for a program, or nothing if there is none: aot_cache <prefix> <JDK> <class path> <argument>...
#
# Makes it, as <prefix>-<JDK>-<key>.aot, if its folder can be written. The key stands for these jars and the arguments, which
# are those of the training run. A new cache removes the JDK's former ones; a JVM that uses one keeps it. An empty file: the
# training failed. Processes that train at the same time do not touch each other's files.
aot_cache() {
  local prefix=$1 jdk=$2 class_path=$3 key cache
  shift 3
  prefix=$prefix-$({
    printf '%s\n' "$jdk"
    stat -L -c '%s %Y' "$jdk/release" || ls -lnL "$jdk/release"
  } 2>/dev/null | cksum | tr -dc '0-9') || return 0
  key=$({
    printf '%s\n' "$class_path" "$@"
    (
      IFS=:
      set -f
      # shellcheck disable=SC2086 # one file for each entry
      stat -L -c '%s %Y' $class_path 2>/dev/null || ls -lnL $class_path
    )
  } 2>/dev/null | cksum | tr -dc '0-9') || return 0
  cache=$prefix-$key.aot
  if [ ! -e "$cache" ] && [ -w "$(dirname "$prefix")" ]; then
    if aot_train "$cache" "$jdk/bin/java" -cp "$class_path" "$@"; then
      find "$(dirname "$prefix")" -maxdepth 1 -name "$(basename "$prefix")-*.aot*" ! -name "$(basename "$cache")*" -delete
    elif [ ! -e "$cache" ]; then
      # Never writes over the cache that another process has made in the meantime, and may be using.
      (set -C && : >"$cache")
    fi
  fi
  if [ -s "$cache" ]; then
    printf '%s' "$cache"
  fi
} 2>/dev/null

# Writes a cache, whole or not at all, by a run that ends by itself: aot_train <cache> <java> <argument>... What the run
# prints is in <cache>.log if it fails.
aot_train() {
  local cache=$1 java=$2 part limit=
  shift 2
  part=$(mktemp "$cache.XXXXXX") || return 1
  if command -v timeout >/dev/null; then
    limit='timeout 300'
  fi
  # Without the settings and secrets of the service; what is left is where the command keeps PostgreSQL's programs.
  # shellcheck disable=SC2086 # two words
  if env -i PATH="$PATH" HOME="${HOME:-/}" LC_ALL=C.UTF-8 TMPDIR="${TMPDIR:-/tmp}" XDG_CACHE_HOME="${XDG_CACHE_HOME:-}" \
    TRAILTALLY_CACHE="${TRAILTALLY_CACHE:-}" $limit "$java" "-XX:AOTCacheOutput=$part" "$@" >"$cache.log" 2>&1 </dev/null &&
    [ -s "$part" ] && chmod 0644 "$part" && mv -f "$part" "$cache"; then
    rm -f "$cache.log"
    return 0
  fi
  rm -f "$part" "$part.config"
  return 1
}
