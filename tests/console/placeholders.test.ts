import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findUnfit, fits } from './placeholders.ts'

test('every call of t has the values that its text needs, also with a computed key', () => {
  expect(findUnfit(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([])
})

test('a call lacks a value, has one too many, or has those of any text that it may mean', () => {
  const catalogue = {
    to_email: 'To {label}',
    to_webhook: 'To {shown}',
    n: { one: '{n}', other: '{n}' },
  }
  const fit = (key: string, ...values: string[]) => fits({ key, values }, [catalogue])

  expect([fit('to_email', 'label'), fit('n', 'n'), fit('care.n', 'n')]).toEqual([true, true, true])
  expect([fit('to_email'), fit('to_email', 'shown'), fit('n', 'n', 'label')]).toEqual([
    false,
    false,
    false,
  ])
  expect([fit('to_*', 'label'), fit('to_*', 'label', 'shown')]).toEqual([false, true])
})
