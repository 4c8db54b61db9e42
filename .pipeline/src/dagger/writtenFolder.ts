import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type Directory, dag } from "@dagger.io/dagger";

/**
 * These files as a directory of the engine's. They are written into the working directory of the module's own process, and
 * the engine takes them from there: plain progress prints the whole text of a query, which for reports is megabytes. If
 * that does not work, queries carry them. Names contain no folders.
 */
export async function folderOf(files: ReadonlyMap<string, string>): Promise<Directory> {
  let folder: string | undefined;
  try {
    // A new one for each call: the engine reads a folder once, and then uses what it has read.
    folder = await mkdtemp("drydock-");
    for (const [name, text] of files) await writeFile(`${folder}/${name}`, text);
    return await dag.currentModule().workdir(folder).sync();
  } catch {
    let directory = dag.directory();
    for (const [name, text] of files) directory = directory.withNewFile(name, text);
    return directory;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
