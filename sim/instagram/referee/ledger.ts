import type { Rule, Violation } from './rules.ts'

/** Broken rules: all are counted, the last 10,000 are stored. */
export type Ledger = {
  add(violation: Violation): void
  violations(): Violation[]
  count(): number
  countByRule(): Partial<Record<Rule, number>>
}

const KEPT = 10_000

export function createLedger(): Ledger {
  const byRule: Partial<Record<Rule, number>> = {}
  let kept: Violation[] = []
  let count = 0
  return {
    add(violation) {
      count += 1
      byRule[violation.rule] = (byRule[violation.rule] ?? 0) + 1
      kept.push(violation)
      if (kept.length > 2 * KEPT) kept = kept.slice(-KEPT)
    },
    violations: () => kept.slice(-KEPT),
    count: () => count,
    countByRule: () => ({ ...byRule }),
  }
}
