import { ConflictError } from './errors.ts'

/** An act on many things met another number of them than the person had seen; nothing was changed. */
export class CountChangedError extends ConflictError {
  override readonly code: string = 'count_changed'
  override readonly facts: Readonly<Record<string, number | null>>

  /** `what` they are and do, as in "tasks match". */
  constructor(
    what: string,
    { matched, expected }: { matched: number; expected: number },
    remedy = `look at them, and send expected: ${matched}`,
  ) {
    const reason = `${matched} ${what} now, not ${expected}: ${remedy}`
    super(reason, [{ field: 'expected', reason }])
    this.facts = { matched, expected }
  }
}
