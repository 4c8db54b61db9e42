# shellcheck shell=sh
# Handed to `sh -c` in the runner's container by `runner.sh register`, with the name of the runner to replace, or an empty
# word, and then words for gitlab-runner. The token and the template come in by the standard input: as a word or a
# variable of `docker exec` or `docker run`, the token would be in the machine's process list and in `docker inspect`.
umask 077
config=/etc/gitlab-runner/config.toml
template=$(mktemp)
trap 'rm -f "$template" "$config.next" "$config.old"' EXIT
IFS= read -r CI_SERVER_TOKEN
cat >"$template"
export CI_SERVER_TOKEN
replaced=$1
shift

# Copies config.toml without the runner of that name, which goes into a file of its own; not if it has the new token,
# since taking it from GitLab would take the new one as well. The names are written as gitlab-runner writes them.
split() {
  awk -v name="$replaced" -v old="$config.old" '
    function flush() {
      if (block != "" && !mine) print block
      if (block != "" && mine && !same) print block >old
      block = ""
      mine = same = 0
    }
    /^[ \t]*\[+[A-Za-z0-9_.-]+\]+[ \t]*(#.*)?$/ {
      if ($0 !~ /^[ \t]*\[+runners\./) flush()
      own = $0 ~ /^[ \t]*\[\[runners\]\]/
    }
    {
      setting = $0
      sub(/^[ \t]*/, "", setting)
      if (own && setting == "name = \"" name "\"") mine = 1
      if (own && setting == "token = \"" ENVIRON["CI_SERVER_TOKEN"] "\"") same = 1
      block = block (block == "" ? "" : "\n") $0
    }
    END { flush() }' "$config"
}

target=$config
if [ -n "$replaced" ]; then
  target=$config.next
  # A copy keeps the owner.
  rm -f "$config.next" "$config.old" && cp -p "$config" "$target" && chmod 600 "$target" && split >"$target" || exit 1
fi
# First the new one: until GitLab takes it, config.toml stays as it is.
gitlab-runner register --non-interactive --template-config "$template" --config "$target" "$@" </dev/null || exit 1
chmod 600 "$target"
if [ -z "$replaced" ]; then exit 0; fi
mv "$target" "$config" || exit 1
# GitLab refuses this for a token that was reset or whose runner was removed, and then there is nothing to take back.
if [ -s "$config.old" ]; then
  # It would look for a runner with this one.
  unset CI_SERVER_TOKEN
  gitlab-runner unregister --config "$config.old" --name "$replaced" </dev/null ||
    echo "The former $replaced is out of config.toml, but GitLab did not let it be unregistered. That is as it should be when it was removed there, or its token was reset; else remove it in Settings > CI/CD > Runners." >&2
fi
exit 0
