import type { Scenario } from "./scenario.ts";

/** A module no tool has anything to say about. */
export const CLEAN =
  '"""Greets."""\n\n\ndef greet(name: str) -> str:\n    """Greet somebody."""\n    return f"Hello {name}"\n';

/** A module every tool objects to: lint, layout, types. */
export const POOR =
  '"""Counts."""\nimport os\n\ndef count( x ) :\n    """Count."""\n    y = 1\n    return x+undefined_name\n\n\ncount("ä",  2)\n\n\nNUMBER: int = "text"\nLIST = [1,2,\n3]\n';

const SYNTAX = '"""Breaks."""\n\ndef broken(:\n    pass\n';
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** Bad input that every tool is shown. */
export const SHARED: Readonly<Record<string, Scenario>> = {
  clean: { files: { "main.py": CLEAN } },
  empty: { files: {} },
  findings: { files: { "main.py": CLEAN, "pkg/__init__.py": "", "pkg/poor.py": POOR } },
  "syntax-error": { files: { "main.py": CLEAN, "broken.py": SYNTAX, "poor.py": POOR } },
  "non-utf8": { files: { "main.py": CLEAN, "latin.py": bytes('"""Caf\xe9."""\n\nNAME = "caf\xe9"\n') } },
  "nul-bytes": { files: { "main.py": CLEAN, "nul.py": '"""Nul."""\n\nNAME = "a\0b"\n' } },
  "nul-in-code": { files: { "main.py": CLEAN, "nul.py": "X = 1\0\n" } },
  "decode-error": { files: { "main.py": CLEAN, "coded.py": bytes("# coding: ascii\nX='\xe9'\n") } },
  "bad-encoding": { files: { "coded.py": '# -*- coding: klingon -*-\n"""Coded."""\n' } },
  "odd-names": {
    files: {
      "a b.py": POOR,
      'it\'s "q".py': POOR,
      "new\nline.py": POOR,
      "-dash.py": POOR,
      "<b>.py": POOR,
      "é.py": POOR,
      "back\\slash.py": POOR,
      "odd dir/in side.py": POOR,
    },
  },
  "odd-names-syntax": { files: { "new\nline.py": SYNTAX, "a: b.py": SYNTAX, "would reformat x.py": SYNTAX } },
  "same-module": { files: { "one/util.py": CLEAN, "two/util.py": CLEAN } },
  unreadable: { files: { "main.py": CLEAN, "secret.py": CLEAN }, unreadable: ["secret.py"] },
  "stdlib-shadow": { files: { "types.py": CLEAN, "logging.py": "raise SystemExit(0)\n" } },
  "symlink-self": { files: { "main.py": CLEAN, "self.py": { link: "self.py" } } },
  "symlink-loop": { files: { "main.py": CLEAN, "pkg/__init__.py": "", "pkg/up": { link: ".." } } },
  "symlink-dangling": { files: { "main.py": CLEAN, "gone.py": { link: "nowhere.py" } } },
  "config-missing": { files: { "main.py": CLEAN }, config: null },
};
