import { describe, expect, test } from 'vitest'
import { isIdleResult } from '../../../src/queue/worker/idle-run.ts'

describe('a result says that there was nothing to do', () => {
  test.for([
    { stores: 0 },
    { begun: 0, failed: 0 },
    { removed: {}, retired: 0, renewed: false },
    {},
    null,
    [],
  ])('when nothing was counted: %j', (result) => expect(isIdleResult(result)).toBe(true))
  test.for([
    { stores: 1 },
    { removed: { audit_log: 3 }, retired: 0 },
    { status: 'gone' },
    ['a'],
    true,
  ])('not otherwise: %j', (result) => expect(isIdleResult(result)).toBe(false))
})
