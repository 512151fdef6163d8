import { lyingAnswer, truthfulAnswer } from '../../../sim/catalog/answers.ts'
import { scanShops } from '../../../sim/catalog/scenario.ts'
import { expect, test } from '../../fixtures/test.ts'

const SIZE = { posts: 12, changes: 2, limitMs: 50_000 }

test(
  'every field of every draft is what the post says, of shops in three currencies, and after edits',
  { timeout: 60_000 },
  async ({ databaseUrl, signal }) => {
    const scenario = { ...SIZE, answer: truthfulAnswer, isTruthful: true, signal }
    const report = await scanShops(databaseUrl, scenario)

    expect(report.differences).toEqual([])
    expect(report).toMatchObject({ shops: 3, violations: 0, failedTasks: 0 })
    expect(report.posts).toBe(3 * (SIZE.posts + SIZE.changes))
    expect(report.drafts).toBeGreaterThan(20)
  },
)

test(
  'nothing that a lying model invents survives',
  { timeout: 60_000 },
  async ({ databaseUrl, signal }) => {
    const scenario = { ...SIZE, answer: lyingAnswer, isTruthful: false, signal }
    const report = await scanShops(databaseUrl, scenario)

    expect(report.differences).toEqual([])
    expect(report.drafts).toBeGreaterThan(40)
  },
)
