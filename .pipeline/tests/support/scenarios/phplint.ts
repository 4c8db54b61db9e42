import type { Recording, Scenario } from "./scenario.ts";

const CLEAN = '<?php\n\nfunction greet(string $name): string\n{\n    return "Hello $name";\n}\n';
const BROKEN = "<?php\n\nfunction greet( {\n}\n";
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const one = (text: string): Scenario => ({ files: { "main.php": text } });

export const PHPLINT: Recording = {
  tool: "phplint",
  argv: ["php", "-n", "{scripts}/drydock_phplint.php", "2"],
  configFile: "none",
  config: "",
  scenarios: {
    clean: { files: { "main.php": CLEAN, "page.html": "<?php (", "empty.php": "" } },
    empty: { files: {} },
    findings: { files: { "main.php": CLEAN, "pkg/broken.php": BROKEN, "pkg/old.php": "<?php\n$a = = 1;\n" } },
    "fatal-errors": {
      files: {
        "again.php": "<?php\nfunction f() {}\nfunction f() {}\n",
        "goto.php": "<?php\ngoto nowhere;\n",
        "readonly.php": "<?php\nclass A\n{\n    public readonly $x;\n}\n",
      },
    },
    deprecated: one("<?php\nfunction f($a = 1, $b)\n{\n}\n"),
    warning: one("<?php\nswitch (1) {\n    case 1:\n        continue;\n}\n"),
    "deprecated-and-fatal": one(
      "<?php\nfunction f($a = 1, $b) {}\nfunction g($a = 1, $b) {}\nclass A extends self {}\n",
    ),
    "non-utf8": { files: { "latin.php": bytes("<?php\n$caf\xe9 = 'caf\xe9';\n$x = \xe9\xff y;\n") } },
    "nul-bytes": one("<?php\n\0 = 1;\n"),
    "words-of-php": one("<?php\n$x = ' in ./main.php on line 4\n';\n$y = = 1;\n"),
    "odd-names": {
      files: {
        "a b.php": BROKEN,
        'it\'s "q".php': BROKEN,
        "new\nline.php": BROKEN,
        "-dash.php": BROKEN,
        "<b> in x on line 7.php": BROKEN,
        "é.php": BROKEN,
        "back\\slash.php": BROKEN,
        "odd dir.php/in side.php": BROKEN,
      },
    },
    unreadable: { files: { "main.php": CLEAN, "secret.php": CLEAN, "broken.php": BROKEN }, unreadable: ["secret.php"] },
    "unreadable-folder": { files: { "main.php": CLEAN, "secret/a.php": CLEAN }, unreadable: ["secret"] },
    links: {
      files: {
        "real.php": BROKEN,
        "link.php": { link: "real.php" },
        "text.inc": BROKEN,
        "inc.php": { link: "text.inc" },
      },
    },
    "bad-argument": { ...one(CLEAN), argv: ["php", "-n", "{scripts}/nowhere.php"] },
  },
};
