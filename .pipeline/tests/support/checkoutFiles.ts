/** What each of the four tools has a word on: F401 and unused-import, the formatting, return-value. */
export const BAD =
  '"""Bad."""\n\nimport os\n\n\ndef twice(number: int) -> int:\n    """Twice."""\n    return str( number )\n';
/** What none of them minds. */
export const GOOD = '"""Good."""\n\n\ndef half(number: int) -> int:\n    """Half."""\n    return number // 2\n';
export const EMPTY = '"""Nothing."""\n';

/** Config of the four tools in one file, as most repositories have it. */
export const PYPROJECT = [
  "[tool.ruff.lint]",
  'select = ["F", "I"]',
  "[tool.mypy]",
  "strict = true",
  '[tool.pylint."messages control"]',
  'disable = ["C", "R"]',
  "",
].join("\n");

/** The four findings on BAD under this path. */
export function badAt(path: string) {
  return {
    lint: [`${path}:3 unused-import`],
    "format-check": [`${path}:1 unformatted`],
    typecheck: [`${path}:8 return-value`],
    ruff: [`${path}:3 F401`],
  } as const;
}
