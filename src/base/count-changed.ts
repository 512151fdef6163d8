import { ConflictError } from './errors.ts'

/**
 * A bulk action matched a different number of items than the person had seen; nothing was changed.
 */
export class CountChangedError extends ConflictError {
  override readonly code: string = 'count_changed'
  override readonly facts: Readonly<Record<string, number | null>>

  /** `what` names the items and their verb, as in "tasks match". */
  constructor(
    what: string,
    { matched, expected }: { matched: number; expected: number },
    remedy = `check them, then send expected: ${matched}`,
  ) {
    const reason = `${matched} ${what} now, not ${expected}: ${remedy}`
    super(reason, [{ field: 'expected', reason, code: 'number_changed', limits: { n: matched } }])
    this.facts = { matched, expected }
  }
}
