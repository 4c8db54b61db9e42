import type { Recording } from "./scenario.ts";
import { CLEAN, POOR, SHARED } from "./sources.ts";

const config = '[tool.black]\nline-length = 120\ntarget-version = ["py313"]\n';
const files = { "main.py": POOR };

export const BLACK: Recording = {
  tool: "black",
  argv: ["python", "{scripts}/drydock_black.py", "--check", ".", "--config", "{config}"],
  configFile: "black.toml",
  config,
  scenarios: {
    ...SHARED,
    "config-malformed": { files, config: "[tool.black]\nline-length = = 3\n" },
    "config-unknown-option": { files, config: `${config}line-lenght = 3\n` },
    "config-bad-value": { files, config: '[tool.black]\ntarget-version = ["py999"]\n' },
    "config-bad-type": { files, config: '[tool.black]\nline-length = "many"\n' },
    "config-required-version": { files, config: '[tool.black]\nrequired-version = "1.0"\n' },
    "config-older-target": {
      files: { "main.py": 'def f():\n    print(f"{f"x"}")\n' },
      config: '[tool.black]\ntarget-version = ["py38"]\n',
    },
    "unstable-feature": {
      files: { "main.py": CLEAN },
      config: `${config}enable-unstable-feature = ["hug_parens_with_braces_and_square_brackets"]\n`,
    },
    "config-newer-target": {
      files: { "main.py": "f()  =  1\n" },
      config: '[tool.black]\ntarget-version = ["py315"]\n',
    },
    "config-exclude": { files, config: `${config}extend-exclude = ".*"\n` },
    "config-quiet": { files, config: `${config}quiet = true\n` },
    "assign-to-call": { files: { "main.py": "f()  =  1\n" } },
    "nul-reformat": { files: { "main.py": 'NAME  =  "a\0b"\n' } },
    "python-2": { files: { "old.py": 'print "old"\n' } },
    "no-final-newline": { files: { "main.py": 'A  =  1\n\n\nB = "no newline at the end"' } },
    crlf: { files: { "main.py": "A = 1\r\nB  =  2\r\n" } },
    many: { files: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`m${i}.py`, i % 3 === 0 ? CLEAN : POOR])) },
    notebook: {
      files: {
        "book.ipynb":
          '{"cells":[{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":["x  =  1"]}],"metadata":{"language_info":{"name":"python"}},"nbformat":4,"nbformat_minor":5}\n',
      },
    },
  },
};
