/** A module such as a team writes by hand: four tools at once, ended by the first that fails. For `make bench` alone. */
import { type Container, type Directory, dag, func, object } from "@dagger.io/dagger";

@object()
export class Reference {
  source: Directory;
  config: Directory;

  constructor(source: Directory, config: Directory) {
    this.source = source;
    this.config = config;
  }

  @func() async lint(): Promise<string> {
    return this.tool("pylint").withExec(["pylint", ".", "--rcfile", "/app/config/.pylintrc"]).stdout();
  }

  @func() async format(): Promise<string> {
    return this.tool("black").withExec(["black", ".", "--config", "/app/config/black.toml"]).stdout();
  }

  @func() async mypy(): Promise<string> {
    return this.tool("mypy")
      .withMountedCache("/tmp/mypy", dag.cacheVolume("python_mypy"))
      .withExec(["mypy", "--config-file", "/app/config/mypy.ini", "."])
      .stdout();
  }

  @func() async ruff(): Promise<string> {
    const config = ["--config", "/app/config/pyproject.toml"];
    return this.tool("ruff")
      .withExec(["ruff", "check", ...config, "."])
      .withExec(["ruff", "format", ...config, "."])
      .stdout();
  }

  @func() async runAll(): Promise<string> {
    return (await Promise.all([this.lint(), this.format(), this.mypy(), this.ruff()])).join("\n");
  }

  private tool(name: string): Container {
    return dag
      .container()
      .from("python:3.13-slim")
      .withExec(["pip", "install", "--quiet", name])
      .withMountedDirectory("/app/src", this.source)
      .withMountedDirectory("/app/config", this.config)
      .withWorkdir("/app/src");
  }
}
