/** Contents by path. */
export type Files = Readonly<Record<string, string>>;

/** Config that every tool accepts, and a package of which all five checks pass. */
export const CLEAN: Files = {
  ".config/drydock.json": settings({ checks: ["lint", "format", "typecheck", "ruff", "test"] }),
  ".config/.pylintrc":
    "[MAIN]\nfail-under=9.5\n[MESSAGES CONTROL]\ndisable=missing-docstring,invalid-name,too-few-public-methods\n",
  ".config/black.toml": "[tool.black]\nline-length = 99\n",
  ".config/mypy.ini": "[mypy]\nstrict = True \n",
  ".config/pyproject.toml": '[tool.ruff]\nline-length = 99\n[tool.ruff.lint]\nselect = ["F", "I"]\n',
  "README.md": "# A shop\n",
  "src/shop/__init__.py": "",
  "src/shop/prices.py":
    "def total(prices: list[float]) -> float:\n    return sum(prices)\n\n\ndef scaled(price, by=2):  # type: ignore[no-untyped-def]\n    return price * by\n",
  "src/shop/basket.py": [
    "from shop.prices import total",
    "",
    "",
    "class Basket:",
    "    def __init__(self) -> None:",
    "        self.prices: list[float] = []",
    "",
    "    def price(self) -> float:",
    "        return total(self.prices)",
    "",
  ].join("\n"),
  "src/tests/data.txt": "3.0\n",
  "src/tests/test_shop.py": [
    "from pathlib import Path",
    "",
    "from shop.basket import Basket",
    "",
    "",
    "def test_price() -> None:",
    "    basket = Basket()",
    "    basket.prices += [1.0, 2.0]",
    '    wanted = Path(__file__).with_name("data.txt").read_text(encoding="utf-8")',
    "    assert basket.price() == float(wanted)",
    "",
  ].join("\n"),
};

/** The same with findings for every check. */
export const FOUND: Files = {
  ...CLEAN,
  "src/shop/prices.py":
    "import os\ndef total(prices: list[float]) -> int :\n    result = 0.0\n    for price in prices: result += price\n    return  result\n",
  "src/shop/offers.py": "def offer() -> float:\n    return missing_name + other_name\n",
  "src/tests/data.txt": "4.0\n",
};

/** How each check is called alone. */
export const VERBS = ["lint", "format-check", "mypy", "ruff", "test"] as const;

export function settings(own: object): string {
  return `${JSON.stringify({ python: "3.13", ...own })}\n`;
}

/** So many more modules, one in ten with a finding of Ruff's. */
export function moreModules(count: number): Files {
  const modules = Array.from({ length: count }, (_, number): [string, string] => {
    const used = number % 10 === 0 ? "" : `\n\nMODULE = os.name + "${number}"`;
    return [`src/shop/more/part_${number}.py`, `import os${used}\n`];
  });
  return Object.fromEntries([["src/shop/more/__init__.py", ""], ...modules]);
}

/** So many modules that every fix changes. */
export function uglyModules(count: number): Files {
  const modules = Array.from({ length: count }, (_, number): [string, string] => {
    return [`src/ugly_${number}.py`, uglyModule(number)];
  });
  return Object.fromEntries(modules);
}

/** Ruff removes the import, and a formatter makes the text longer. With so many lines more it takes a while to write. */
export function uglyModule(number: number, lines = 0): string {
  const text = `import os\nNUMBER   =   ${number}\ndef one( a,b ) : return {'a':a,'b':b}\ndef two( a,b ) : return {'a':a,'b':b}\n`;
  return text + `NUMBER   =   ${number}\n`.repeat(lines);
}
