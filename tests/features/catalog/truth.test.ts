import { truthfulAnswer } from '../../../sim/catalog/answers.ts'
import { scanShops } from '../../../sim/catalog/scenario.ts'
import { expect, test } from '../../fixtures/test.ts'
import { believesNoLies, SIZE } from './scenarios.ts'

test(
  'every field of every draft is what the post says, of shops in three currencies, and after edits, reposts and deletions',
  { timeout: 90_000 },
  async ({ databaseUrl, signal }) => {
    const scenario = { ...SIZE, answer: truthfulAnswer, isTruthful: true, signal }
    const report = await scanShops(databaseUrl, scenario)

    expect(report.differences).toEqual([])
    expect(report).toMatchObject({ shops: 3, violations: 0, failedTasks: 0 })
    const { changes } = report
    expect(changes).toMatchObject({ edited: 3 * SIZE.changes })
    expect(Math.min(changes.followed, changes.reposts, changes.deleted)).toBeGreaterThan(2)
    expect(report.posts).toBe(3 * (SIZE.posts + SIZE.changes) + changes.reposts)
    expect(report.drafts).toBeGreaterThan(20)
  },
)

believesNoLies(1)
