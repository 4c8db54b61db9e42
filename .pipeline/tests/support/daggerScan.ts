import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "../../..");
const sdk = join(repository, "node_modules/@dagger.io/dagger/dist/src");

/** What the scan knows of a module, as far as tests look at it. */
export interface ScannedModule {
  readonly objects: Readonly<Record<string, ScannedObject>>;
  readonly enums: Readonly<Record<string, { readonly values: object }>>;
}

interface ScannedObject {
  readonly methods: Readonly<Record<string, ScannedFunction>>;
}

interface ScannedFunction {
  readonly returnType: ScannedType;
  readonly description: string;
  readonly arguments: Readonly<Record<string, ScannedArgument>>;
}

/** A list has the type of its members in `typeDef`; an object and an enum have a name. */
export interface ScannedType {
  readonly kind: string;
  readonly name?: string;
  readonly typeDef?: ScannedType;
}

export interface ScannedArgument {
  readonly name: string;
  readonly type: ScannedType;
  readonly description: string;
  readonly isOptional: boolean;
  readonly defaultPath?: string;
  readonly defaultValue?: unknown;
  readonly ignore?: readonly string[];
}

/** A part of the SDK that is not exported; it is the code that runs in the engine. */
export function sdkPart(path: string): Promise<Record<string, never>> {
  return import(/* @vite-ignore */ join(sdk, path));
}

/** The module as the SDK's scanner sees it. It wants the client's types in a file of this name. */
export async function scanModule(): Promise<ScannedModule> {
  const { scan } = (await sdkPart("module/introspector/index.js")) as unknown as Scanner;
  const folder = mkdtempSync(join(tmpdir(), "drydock-scan-"));
  try {
    const client = join(folder, "client.gen.ts");
    copyFileSync(join(sdk, "api/client.gen.d.ts"), client);
    return await scan([...moduleFiles(), client], "drydock", false);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The arguments of the constructor and of every function, as they are registered. */
export function argumentsOf(scanned: ScannedModule): Readonly<Record<string, ScannedFunction["arguments"]>> {
  // Only JSON has the constructor under this name.
  const { constructor: made, methods } = JSON.parse(JSON.stringify(scanned)).objects.Drydock;
  const functions = Object.entries<ScannedFunction>({ ...methods, constructor: made });
  return Object.fromEntries(functions.map(([name, one]) => [name, one.arguments]));
}

/** Every file that the engine's runtime loads. */
export function moduleFiles(): readonly string[] {
  const source = join(repository, ".pipeline/src");
  const names = readdirSync(source, { recursive: true }).map(String);
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(source, name));
}

interface Scanner {
  readonly scan: (files: readonly string[], name: string, load: boolean) => Promise<ScannedModule>;
}

/** Registers the scanned module with the engine, as its runtime does. */
export async function registration(scanned: ScannedModule): Promise<unknown> {
  const { Register } = (await sdkPart("module/entrypoint/register.js")) as unknown as Registrar;
  return new Register(scanned).run();
}

/** A call as the engine's runtime has it: of the constructor when `fnName` is empty, of the module to register when `parentName` is. */
export interface FunctionCall {
  readonly parentName: string;
  readonly parentArgs: object;
  readonly fnName: string;
  readonly fnArgs: object;
}

/** The SDK's invoker for the module whose entry this is. */
export async function invoker(
  scanned: ScannedModule,
  entry: object,
): Promise<(call: FunctionCall) => Promise<unknown>> {
  const { Executor } = (await sdkPart("module/executor.js")) as unknown as Executors;
  const { invoke } = (await sdkPart("module/entrypoint/invoke.js")) as unknown as Invoker;
  const executor = new Executor([entry], scanned);
  return (call) => invoke(executor, scanned, call);
}

/** Calls the constructor, and a function on the state that came of it, as the engine's runtime does. */
export async function invokeFunction(
  scanned: ScannedModule,
  entry: object,
  constructorArgs: object,
  fnName: string,
  fnArgs: object,
): Promise<unknown> {
  const invoke = await invoker(scanned, entry);
  const parentName = "Drydock";
  const state = await invoke({ parentName, parentArgs: {}, fnName: "", fnArgs: constructorArgs });
  return invoke({ parentName, parentArgs: JSON.parse(JSON.stringify(state)), fnName, fnArgs });
}

interface Registrar {
  readonly Register: new (scanned: ScannedModule) => { readonly run: () => Promise<unknown> };
}

interface Executors {
  readonly Executor: new (modules: readonly object[], scanned: ScannedModule) => object;
}

interface Invoker {
  readonly invoke: (executor: object, scanned: ScannedModule, call: FunctionCall) => Promise<unknown>;
}
