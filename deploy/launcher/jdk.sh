# Finds a JDK 25, for the launchers that source this file. They define fail, which prints its arguments and exits.

is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25' "$1/release"
}

find_jdk() {
  local candidate on_path
  local candidates=("${JAVA_HOME:-}")
  if on_path=$(command -v java); then
    # Follows links such as /usr/bin/java -> /etc/alternatives/java -> …; older versions of macOS have no readlink -f.
    on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
    candidates+=("$(dirname "$(dirname "$on_path")")")
  fi
  shopt -s nullglob
  candidates+=(/usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/*
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home)
  shopt -u nullglob
  for candidate in "${candidates[@]}"; do
    if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail 'no JDK 25 found in JAVA_HOME, on the PATH or in the usual folders.' \
    'Install one (package temurin-25-jdk or openjdk-25-jdk, or from https://adoptium.net), or set JAVA_HOME to it.'
}
