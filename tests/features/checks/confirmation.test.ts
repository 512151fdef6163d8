import { describe, expect, test } from 'vitest'
import { ConfirmationRequiredError } from '../../../src/features/checks/index.ts'

describe('a check that needs a word says what it takes', () => {
  test.for([
    [null, 'no account is in service'],
    [90, 'about 2 minutes'],
    [7_100, 'about 119 minutes'],
    [30_000, 'about 9 hours'],
    [192_624, 'about 3 days'],
  ] as const)('%s seconds: %s', ([seconds, words]) => {
    const error = new ConfirmationRequiredError({ requests: 4_270, seconds }, 200)

    expect(error.message).toContain(`about 4270 requests (${words}), more than 200`)
    expect(error.facts).toEqual({ requests: 4_270, seconds, limit: 200 })
  })
})
