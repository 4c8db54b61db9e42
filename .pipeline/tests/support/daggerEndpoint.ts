import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { fieldsOf, type QueryField, wordsOf } from "./daggerQuery.ts";

/** What is asked of the engine: a leaf at the end of a chain of fields. */
export interface Asked {
  /** The chain, ids filled in by what they stand for: `container`, `from(address: "…")`, … */
  readonly chain: readonly string[];
  readonly leaf: string;
  /** The leaf's own arguments; empty when there are none. */
  readonly leafArgs: string;
  /** The words of the chain's last command; empty when there is none. */
  readonly argv: readonly string[];
}

/** An answer that is an error, with the extensions of a failed command where it is one. */
export interface EngineError {
  readonly error: string;
  readonly exec?: { readonly exitCode: number; readonly stdout?: string; readonly stderr?: string };
}

export type Answer = (asked: Asked) => unknown | Promise<unknown>;

/** A GraphQL endpoint that stands in for the engine: it records what it is asked, and answers as told. */
export interface DaggerEndpoint {
  readonly port: number;
  /** Each chain that was asked for, one field a line, but for those of ids alone. */
  readonly asked: readonly Asked[];
  /** The chains of which the id was asked for: an argument of another chain, or what a function returns. */
  readonly identified: readonly (readonly string[])[];
  readonly close: () => Promise<void>;
}

export async function daggerEndpoint(answer: Answer): Promise<DaggerEndpoint> {
  const known = new Map<string, readonly string[]>();
  const argvOf = new Map<string, readonly string[]>();
  const asked: Asked[] = [];
  const identified: (readonly string[])[] = [];
  const reply = async (query: string): Promise<unknown> => {
    const fields = fieldsOf(query);
    const leaf = fields.at(-1)?.name ?? "";
    const { chain, argv } = resolve(fields.slice(0, -1), known, argvOf);
    const remember = (): string => {
      const id = `id:${[...known.values()].findIndex((one) => one.join() === chain.join()) + 1 || known.size + 1}`;
      known.set(id, chain);
      argvOf.set(id, argv);
      return id;
    };
    // The ids of a list, such as a call's arguments, are for the test to give.
    if (leaf === "id" && fields.at(-2)?.name !== "inputArgs") {
      identified.push(chain);
      return remember();
    }
    const question = { chain, leaf, leafArgs: fields.at(-1)?.args ?? "", argv };
    asked.push(question);
    const given = await answer(question);
    return leaf === "sync" && given === undefined ? remember() : given;
  };
  const server = createServer((request, response) => {
    void bodyOf(request)
      .then((body) => reply(JSON.parse(body).query))
      .catch((error: unknown) => ({ error: String(error) }))
      .then((value) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(isError(value) ? failure(value) : { data: { value } }));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    identified,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Fills ids in. A `node` that the endpoint gave no id to is what the test named it. */
function resolve(
  fields: readonly QueryField[],
  known: ReadonlyMap<string, readonly string[]>,
  argvOf: ReadonlyMap<string, readonly string[]>,
): Pick<Asked, "chain" | "argv"> {
  let argv: readonly string[] = [];
  const chain = fields.flatMap((field) => {
    const node = field.name === "node" ? /"([^"]+)"/.exec(field.args)?.[1] : undefined;
    if (node !== undefined) {
      argv = argvOf.get(node) ?? [];
      return known.get(node) ?? [node];
    }
    if (field.name === "withExec") argv = wordsOf(field, "args");
    const args = field.args.replaceAll(/"(id:\d+)"/g, (_, id: string) => `<${known.get(id)?.join(".")}>`);
    return [args === "" ? field.name : `${field.name}(${args})`];
  });
  return { chain, argv };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

function isError(value: unknown): value is EngineError {
  return typeof value === "object" && value !== null && "error" in value;
}

function failure({ error, exec }: EngineError) {
  const extensions = exec === undefined ? {} : { _type: "EXEC_ERROR", cmd: ["command"], ...exec };
  return { data: null, errors: [{ message: error, extensions }] };
}
