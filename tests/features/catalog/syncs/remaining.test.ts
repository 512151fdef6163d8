import { expect, test } from 'vitest'
import { loadConfig } from '../../../../src/config.ts'
import { remainingSeconds } from '../../../../src/features/catalog/syncs/remaining.ts'

const config = loadConfig({
  SCRAPER_API_KEY: 'a-key-for-tests-only',
  GRAMD_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
})
const BEGUN = new Date('2026-11-01T00:00:00Z')

/** A scan of 100 posts after so many seconds. */
const aScan = (seconds: number, processed: number, more: { total?: number } = {}) => ({
  status: 'running' as const,
  options: { limit: 100, since: null, in_batches: false },
  is_listed: true,
  started_at: BEGUN,
  now: new Date(BEGUN.getTime() + seconds * 1_000),
  counts: {
    total: more.total ?? 100,
    processed,
    drafts: 0,
    updated: 0,
    skipped: 0,
    failed: 0,
    cost_usd: 0,
    oldest_post: null,
    newest_post: null,
  },
})

test('a scan goes on at its own pace, at first as estimated', () => {
  const estimated = remainingSeconds(config, aScan(1, 0))
  expect(estimated).toBeGreaterThan(60)
  expect(remainingSeconds(config, aScan(50, 25))).toBe(150)
  expect(remainingSeconds(config, aScan(50, 100))).toBe(0)
})

test('until its posts are listed there may be as many as were asked for; a batch has a day', () => {
  const listing = { ...aScan(20, 10, { total: 12 }), is_listed: false }
  expect(remainingSeconds(config, listing)).toBe(180)
  expect(remainingSeconds(config, { ...listing, options: null })).toBeNull()
  const batch = { ...aScan(3_600, 0), options: { limit: 100, since: null, in_batches: true } }
  expect(remainingSeconds(config, batch)).toBe(23 * 3_600)
  expect(remainingSeconds(config, { ...aScan(20, 10), status: 'success' })).toBeNull()
})
