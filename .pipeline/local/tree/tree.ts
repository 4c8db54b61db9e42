import type { Fault } from "../../src/model/source.ts";

/**
 * One file or link of a tree. Paths are relative to the root, with `/`. Names that are not UTF-8 stand with a lone
 * surrogate for each odd byte (see pathName.ts), so a path is always one string and always leads back to the file.
 */
export type TreeEntry =
  | {
      readonly kind: "file";
      /** sha256 of the content, hex. */
      readonly hash: string;
      /** All that counts of the permissions, as in git. */
      readonly executable: boolean;
      /** Bytes. */
      readonly size: number;
    }
  | {
      readonly kind: "link";
      /** As written in the link: relative, and it leads to another entry or folder of the tree. */
      readonly target: string;
    };

/** The files that are checked, as they were when they were read. Folders count only by what is in them. */
export interface Tree {
  /** Sorted by path, by UTF-16 code units. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** By path, the files that break their checks. One with an odd name is in no entry. */
  readonly faults: ReadonlyMap<string, Fault>;
  /** What was left out and why, for the user. */
  readonly notices: readonly string[];
  /** sha256 over paths, contents, executable bits and link targets; times don't count. */
  readonly digest: string;
}
