/** A check, by the name that reports and settings use. */
export enum CheckChoice {
  /** Pylint */
  lint = "lint",
  /** Black, or Ruff's formatter */
  format = "format",
  /** mypy */
  typecheck = "typecheck",
  /** Ruff */
  ruff = "ruff",
  /** pytest */
  test = "test",
  /** php -l */
  phplint = "phplint",
  /** hadolint */
  hadolint = "hadolint",
}
