import { lyingAnswer, misreadingAnswer } from '../../../sim/catalog/answers.ts'
import { scanShops } from '../../../sim/catalog/scenario.ts'
import { expect, test } from '../../fixtures/test.ts'

/** One post of each kind: also hostile ones. */
export const SIZE = { posts: 16, changes: 2, limitMs: 80_000 }

/** Tests that nothing of what a model invents about the posts of so many shops is believed. */
export function believesNoLies(shops: number): void {
  test.for([
    ['invents survives', lyingAnswer, 13],
    ['says that it stands in a picture survives without a flag', misreadingAnswer, 6],
  ] as const)(
    `in ${shops} shops nothing that a lying model %s`,
    { timeout: 90_000 },
    async ([, answer, least], { databaseUrl, signal }) => {
      const scenario = { ...SIZE, shops, answer, isTruthful: false, signal }
      const report = await scanShops(databaseUrl, scenario)

      expect(report.differences).toEqual([])
      expect(report.shops).toBe(shops)
      expect(report.drafts).toBeGreaterThan(shops * least)
    },
  )
}
