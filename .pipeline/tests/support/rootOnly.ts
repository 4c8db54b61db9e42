/** Before the tests that mount things and start daemons: none of them is skipped silently. */
export default function setup(): void {
  if (process.platform !== "linux") throw new Error("make e2e needs Linux with apt-get (Debian or Ubuntu).");
  if (process.getuid?.() !== 0)
    throw new Error("make e2e needs root: it mounts file systems and starts a Docker daemon.");
}
