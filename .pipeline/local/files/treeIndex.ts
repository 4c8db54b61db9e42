import { hash } from "node:crypto";
import { type BigIntStats, mkdirSync, readFileSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { replaceFile } from "./disk.ts";
import { osPath } from "./paths.ts";

/** What was read of a file. */
export interface KnownContent {
  /** sha256, hex. */
  readonly hash: string;
  /** Whether it holds a NUL byte. */
  readonly nul: boolean;
}

/**
 * What earlier runs read below a root, by path and by all that the system changes with a file: device, inode, size, mtime,
 * ctime. A user can set an mtime, but not a ctime. In any doubt the file is read again.
 */
export interface TreeIndex {
  /** Undefined if the file was never read, or may have changed since. */
  readonly known: (path: string, stat: BigIntStats) => KnownContent | undefined;
  /** `stat` is from before the content was read. */
  readonly learn: (path: string, stat: BigIntStats, content: KnownContent) => void;
  /** Writes what was learnt, and keeps of the rest what is still listed. Never throws: the next run only reads more. */
  readonly save: (isListed: (path: string) => boolean) => void;
}

const VERSION = 1;

/**
 * A change right after a file was read may get the same ctime, for the clock is coarse; and a program that has mapped the
 * file may write until the system has saved the page, within 35 s, without a new ctime. So only an older file is believed.
 */
const SETTLED_MS = 60_000;

/**
 * File systems that keep what is said above. Not those of a network or of another system, whose stats may be old;
 * not tmpfs, which never notes what is written through a map.
 */
const TRUSTED: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0x2fc12fc1, // ZFS
  0xf2f52010, // F2FS
  0x794c7630, // overlayfs: a layer of one of these
  0x1a, // APFS, on macOS
]);
/** Times that are all multiples of it are those of a file system with a coarse clock: FAT, exFAT, HFS+, some of networks. */
const COARSE_NS = 10_000_000n;

export interface IndexRequest {
  /** Where the index is kept. */
  readonly file: string;
  readonly root: string;
  /** Whether an earlier index is believed; otherwise it is replaced. */
  readonly believe: boolean;
  readonly now?: number;
  /** Whether stats on a file system of that type say when a file changed. */
  readonly trusts?: (type: number) => boolean;
}

/** Undefined where nothing that it might say could be believed. */
export function treeIndex(request: IndexRequest): TreeIndex | undefined {
  const { file, root, believe, now = Date.now(), trusts = (type) => TRUSTED.has(type) } = request;
  const device = deviceOf(root, trusts);
  if (device === undefined) return undefined;
  const records = believe ? readIndex(file) : new Map<string, Known>();
  const fresh = new Map<string, Known>();
  let isNew = !believe;
  const settled = BigInt(now - SETTLED_MS) * 1_000_000n;
  const isBelieved = ({ dev, mtimeNs, ctimeNs }: BigIntStats) =>
    dev === device && ctimeNs < settled && mtimeNs < settled && ctimeNs % COARSE_NS !== 0n;
  return {
    known: (path, stat) => {
      const record = records.get(path);
      if (record === undefined || !isBelieved(stat) || !isUntouched(record, stat)) return undefined;
      fresh.set(path, record);
      return record;
    },
    learn: (path, stat, { hash, nul }) => {
      if (!isBelieved(stat)) return;
      const { dev, ino, size, mtimeNs, ctimeNs } = stat;
      const old = records.get(path);
      isNew ||= old === undefined || !isUntouched(old, stat) || old.hash !== hash || old.nul !== nul;
      fresh.set(path, { dev, ino, size, mtimeNs, ctimeNs, hash, nul });
    },
    save: (isListed) => {
      if (!isNew) return;
      const rest = [...records].filter(([path]) => !fresh.has(path) && isListed(path));
      writeIndex(file, [...rest, ...fresh]);
    },
  };
}

const MARKS = ["dev", "ino", "size", "mtimeNs", "ctimeNs"] as const;
type Marks = Pick<BigIntStats, (typeof MARKS)[number]>;
type Known = KnownContent & Marks;

function isUntouched(record: Marks, stat: Marks): boolean {
  return MARKS.every((name) => record[name] === stat[name]);
}

/** Undefined if what lies below cannot be recognised. Below a mount point are other devices. */
function deviceOf(root: string, trusts: (type: number) => boolean): bigint | undefined {
  try {
    return trusts(statfsSync(osPath(root)).type) ? statSync(osPath(root), { bigint: true }).dev : undefined;
  } catch {
    return undefined;
  }
}

/** The marks of all files, as 64-bit numbers in base64: as words they would take longer to read than the files' stats. */
interface Stored {
  readonly version: number;
  readonly paths: readonly string[];
  readonly hashes: readonly string[];
  readonly nuls: readonly number[];
  readonly marks: string;
}

/** Empty if it is missing or damaged in any place: a wrong digest would be a wrong verdict. */
function readIndex(file: string): ReadonlyMap<string, Known> {
  try {
    const text = readFileSync(file, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== hash("sha256", body, "hex")) return new Map();
    const { version, paths, hashes, nuls, marks } = JSON.parse(body) as Stored;
    if (version !== VERSION) return new Map();
    const holdNul = new Set(nuls);
    const numbers = new BigInt64Array(Uint8Array.from(Buffer.from(marks, "base64")).buffer);
    const mark = (index: number) => numbers[index] ?? -1n;
    return new Map(
      paths.map((path, index): [string, Known] => {
        const at = index * MARKS.length;
        const times = { mtimeNs: mark(at + 3), ctimeNs: mark(at + 4) };
        const content = { hash: hashes[index] ?? "", nul: holdNul.has(index) };
        return [path, { dev: mark(at), ino: mark(at + 1), size: mark(at + 2), ...times, ...content }];
      }),
    );
  } catch {
    return new Map();
  }
}

function writeIndex(file: string, records: readonly (readonly [string, Known])[]): void {
  const marks = BigInt64Array.from(records.flatMap(([, record]) => MARKS.map((name) => record[name])));
  const stored: Stored = {
    version: VERSION,
    paths: records.map(([path]) => path),
    hashes: records.map(([, known]) => known.hash),
    nuls: records.flatMap(([, { nul }], index) => (nul ? [index] : [])),
    marks: Buffer.from(marks.buffer).toString("base64"),
  };
  const body = JSON.stringify(stored);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replaceFile(file, `${hash("sha256", body, "hex")}\n${body}`);
  } catch {
    // The previous index stays, or there is none.
  }
}
