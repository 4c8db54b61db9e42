// Puts files into the project's generic package registry, as the version that the tag names: node upload.mjs FILE…
// The token goes from the environment into a header: on a command line everybody on the machine could read it.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

const { CI_API_V4_URL, CI_PROJECT_ID, CI_COMMIT_TAG, CI_JOB_TOKEN } = process.env;
const version = encodeURIComponent(CI_COMMIT_TAG);
for (const path of process.argv.slice(2)) {
  const url = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/packages/generic/drydock/${version}/${basename(path)}`;
  const headers = { "JOB-TOKEN": CI_JOB_TOKEN };
  const answer = await fetch(url, { method: "PUT", headers, body: await readFile(path) });
  if (!answer.ok) throw new Error(`${url} could not be uploaded: ${answer.status} ${await answer.text()}`);
  console.log(`Uploaded ${url}`);
}
