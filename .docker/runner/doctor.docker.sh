# shellcheck shell=sh disable=SC2034,SC2154
# The checks that ask Docker and this machine. Read in by doctor.sh.

check_daemon() {
  daemon_told=yes
  if ! command -v docker >/dev/null; then
    trouble 'there is no docker on PATH.' 'install Docker (docker-ce-cli, or docker.io on Debian).'
  elif ! answers; then
    case $refusal in
      *'ermission denied'*)
        trouble "$(id -un) may not use Docker's socket $socket." \
          "sudo usermod -aG docker $(id -un), then log in again. For jobs of the shell executor: sudo usermod -aG docker gitlab-runner." ;;
      *)
        trouble "the Docker daemon does not answer: $(printf '%s\n' "$refusal" | sed -n 1p)" \
          'sudo systemctl start docker; when it stops again: journalctl -u docker.' ;;
    esac
  fi
}

check_host() {
  case ${DOCKER_HOST:-} in
    '' | "unix://$socket") ;;
    *)
      trouble "DOCKER_HOST is $DOCKER_HOST here, but the runner and its jobs use $socket: what you see is another Docker." \
        'unset DOCKER_HOST (and see: docker context show).' ;;
  esac
  if [ ! -S "$socket" ]; then
    trouble "there is no socket $socket." 'start Docker; for one elsewhere (rootless) set DOCKER_SOCKET for up and doctor.'
  elif [ ! -w "$socket" ]; then
    trouble "$(id -un) may not write to $socket, which belongs to the group $(stat -L -c %G "$socket")." \
      "sudo usermod -aG $(stat -L -c %G "$socket") $(id -un), then log in again."
  fi
}

check_runner() {
  if [ -n "${RUNNER_CONFIG:-}" ]; then unseen 'the container is not looked at, because RUNNER_CONFIG names another runner.' && return; fi
  needs_daemon 'the runner' || return
  if ! state=$(docker container inspect --format \
    '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}} {{range .Mounts}}{{.Destination}} {{end}}' "$container" 2>/dev/null); then
    trouble "there is no container $container." 'make runner-up'
    return
  fi
  case $state in
    running\ unhealthy*)
      trouble "$container runs but is unhealthy." "docker logs --tail 50 $container; a config.toml that it can't read is named there. Then make runner-down runner-up." ;;
    running\ *) ;;
    restarting\ *) trouble "$container starts again and again." "docker logs --tail 50 $container; make runner-down, mend what it says, make runner-up." ;;
    *) trouble "$container does not run: it is ${state%% *}." "make runner-up; if it stops again: docker logs --tail 50 $container." ;;
  esac
  case " $state " in
    *' /var/run/docker.sock '*) ;;
    *) trouble "the socket is not mounted into $container itself, so it can start no job." 'make runner-down runner-up, which mounts it (compose.yml).' ;;
  esac
}

# Dagger names its engine's container after its version, and takes all others of that name away when it starts one.
check_engine() {
  needs_daemon "Dagger's engine" || return
  wanted=dagger-engine-v$(sed -n 's/.*"engineVersion" *: *"v\{0,1\}\([^"]*\)".*/\1/p' "$checkout/dagger.json")
  engines=$(docker container ls --all --filter name=^dagger-engine- --format '{{.Names}} {{.State}}')
  others=$(printf '%s\n' "$engines" | sed -n '/./s/ .*//p' | grep -Fvx -- "$wanted" | tr '\n' ' ')
  others=${others% }
  if [ -n "$others" ] && readable; then
    for n in $(runners); do
      binds_socket "$n" || continue
      case $(of "$n" runners.environment) in *DAGGER_LEAVE_OLD_ENGINE=1* | *DAGGER_LEAVE_OLD_ENGINE=true*) continue ;; esac
      case " $engines" in *"$wanted"*) gone='the two remove' ;; *) gone="$wanted is gone: they remove" ;; esac
      trouble "projects with different versions of Dagger share this Docker ($others here, $wanted wanted), and $gone each other's engine." \
        "add \"DAGGER_LEAVE_OLD_ENGINE=1\" to environment of $(titled "$n") in config.toml; better, give the projects one version."
    done
  fi
  superseded
  while read -r kind name rest; do
    case $kind in
      state) trouble "$name is $rest." "docker logs --tail 50 $name, then docker restart $name; its cache stays in its volume." ;;
      network)
        trouble "$name can't set up the network of its containers: $rest" \
          "sudo modprobe iptable_nat, and write iptable_nat into /etc/modules-load.d/dagger.conf; then docker restart $name. A kernel without that module needs Dagger 0.19.11 or newer." ;;
    esac
  done <<END
$(engine_signs)
END
}

# With DAGGER_LEAVE_OLD_ENGINE nobody removes an engine of a version that is no longer called, and prune keeps engines. One
# that was started by hand for all (docs/scaling.md) has no version in its name.
superseded() {
  sizes=
  for name in $others; do
    case $name in dagger-engine-v[0-9]*) ;; *) continue ;; esac
    if [ -z "$sizes" ]; then
      sizes=$(docker system df --verbose --format '{{range .Volumes}}{{println .Name .Size}}{{end}}' 2>/dev/null) || sizes=
      sizes="$sizes "
    fi
    volume=$(docker container inspect --format '{{range .Mounts}}{{if eq .Destination "/var/lib/dagger"}}{{.Name}}{{end}}{{end}}' "$name" 2>/dev/null)
    size=$(printf '%s\n' "$sizes" | awk -v volume="$volume" 'volume != "" && $1 == volume && $2 ~ /^[0-9]/ { print " of " $2 }')
    note "$name is an engine of another version than $wanted, and its volume$size stays until you remove both: docker rm -f -v $name. That is safe while no job of that version runs. A later one starts it anew, with an empty cache."
  done
}

# Of each engine: a state other than running, and the words of its log, since it last started, on iptables and CNI.
engine_signs() {
  printf '%s\n' "$engines" | while read -r name state; do
    [ -n "$name" ] || continue
    if [ "$state" != running ]; then echo "state $name $state"; fi
    started=$(docker container inspect --format '{{.State.StartedAt}}' "$name" 2>/dev/null)
    # Its first words can be some milliseconds older than its start.
    docker logs --since "${started%.*}Z" --tail 300 "$name" 2>&1 |
      grep -iE -m 1 'CNI setup error|plugin type="bridge" failed|iptables.*(not exist|insmod|denied|load match)|nf_tables.*(not supported|failed)' |
      sed "s/^/network $name /"
  done
}

check_disk() {
  needs_daemon 'the disk' || return
  root=$(docker info --format '{{.DockerRootDir}}')
  if [ ! -d "$root" ]; then unseen "the disk is not looked at: Docker keeps its data in $root, which is not on this machine." && return; fi
  remedy='make runner-prune, and each night by sudo .docker/runner/runner.sh prune-install; docker system df says what takes the room.'
  if df -Pk "$root" | awk 'NR == 2 { exit !(int($5) >= 90 || $4 < 5 * 1024 * 1024) }'; then
    trouble "the disk of $root is full or nearly so: $(df -Pk "$root" | awk 'NR == 2 { printf "%s used, %.1f GiB left", $5, $4 / 1024 / 1024 }')." "$remedy"
  fi
  if df -Pi "$root" | awk 'NR == 2 { exit !(int($5) >= 90) }'; then
    trouble "the disk of $root has hardly a free inode: $(df -Pi "$root" | awk 'NR == 2 { print $5 }') used." "$remedy"
  fi
}
