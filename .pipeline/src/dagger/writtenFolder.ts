import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type Directory, dag } from "@dagger.io/dagger";

/**
 * These files as a directory of the engine's. They are written into the working directory of the module's own process, from
 * where the engine takes them: a query that holds their text is printed by plain progress, all of it, which for reports is
 * megabytes. Where that does not work they go by queries. Names have no folders.
 */
export async function folderOf(files: ReadonlyMap<string, string>): Promise<Directory> {
  let folder: string | undefined;
  try {
    // A new one for each call: the engine asks for a folder once, and then goes by what it was.
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
