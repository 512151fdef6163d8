import type { Rule, Violation } from './rules.ts'

/** Broken rules: all are counted, the last 10,000 are stored. */
export type Ledger = {
  add(violation: Violation): void
  violations(): Violation[]
  count(): number
  countByRule(): Partial<Record<Rule, number>>
}

const MAX_VIOLATIONS = 10_000

export function createLedger(): Ledger {
  const byRule: Partial<Record<Rule, number>> = {}
  let violations: Violation[] = []
  let count = 0
  return {
    add(violation) {
      count += 1
      byRule[violation.rule] = (byRule[violation.rule] ?? 0) + 1
      violations.push(violation)
      if (violations.length > 2 * MAX_VIOLATIONS) violations = violations.slice(-MAX_VIOLATIONS)
    },
    violations: () => violations.slice(-MAX_VIOLATIONS),
    count: () => count,
    countByRule: () => ({ ...byRule }),
  }
}
