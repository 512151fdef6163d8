import { expect, test } from 'vitest'
import { answering } from './answering-server.ts'

const DAY_MS = 86_400_000

test.for([
  ['does not say it', undefined, 25],
  ['says it without its number', { quota_duration: 86_400 }, 25],
  ['says it', { quota_total: 100, quota_duration: 86_400 }, 100],
] as const)('the quota is that of the settings when Meta %s', async ([, config, total]) => {
  const body = { data: [{ quota_usage: 7, ...(config && { config }) }] }
  const { client, call } = await answering(() => ({ body }), { postsPerDay: 25 })
  expect(await client.publishingLimit(call('facebook'), '17841400000000001')).toEqual({
    used: 7,
    total,
    durationMs: DAY_MS,
  })
})
