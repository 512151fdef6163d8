import { onTestFinished, vi } from 'vitest'
import { expect, test } from '../../fixtures/test.ts'
import { runNext } from '../gramd-world.ts'
import { startPostsWorld } from './posts-world.ts'

const MINUTE_MS = 60_000

test('a deletion that stands still for five minutes is ended, and tried again', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'One', media, accounts: world.accounts })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishDue()
  expect((await world.send('DELETE', `/api/posts/${id}/executions`)).status).toBe(202)
  const { services } = world
  const { private: route } = services.publishers
  if (!route) throw new Error('the route is not set up')
  const { promise: asked, resolve: ask } = Promise.withResolvers<AbortSignal>()
  const silent = {
    ...route,
    remove: async ({ signal }: { signal: AbortSignal }) => {
      ask(signal)
      return await new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    },
  }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const running = runNext({ ...services, publishers: { private: silent } }, 'remove_publication')
  const signal = await asked
  vi.advanceTimersByTime(5 * MINUTE_MS - 1)
  expect(signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  vi.useRealTimers()

  expect(await running).toMatchObject({ status: 'pending', error_code: 'no_progress' })
  await world.advance(10 * MINUTE_MS)
  expect((await world.runNext('remove_publication')).result).toMatchObject({ status: 'removed' })
})
