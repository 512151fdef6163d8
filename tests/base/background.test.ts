import { createBackground } from '../../src/base/background.ts'
import { expect, test } from '../fixtures/test.ts'
import { aLog } from '../http/kit.ts'

test('work behind an answer is waited for at the end, and its failure is logged', async () => {
  const { log, lines } = aLog()
  const background = createBackground(log)
  const first = Promise.withResolvers<void>()
  let isClosed = false
  background.follow(first.promise, 'the first failed')
  background.follow(Promise.resolve(), 'the second failed')
  const closing = async () => {
    await background.close()
    isClosed = true
  }
  const closed = closing()
  await Promise.resolve()

  expect(isClosed).toBe(false)
  first.reject(new Error('no connection'))
  await closed
  expect(lines).toMatchObject([
    { level: 'warn', msg: 'the first failed', err: { message: 'no connection' } },
  ])
  await background.close()
})
