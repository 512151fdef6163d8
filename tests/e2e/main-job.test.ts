import { expect, test } from 'vitest'
import { expectComplete, killAccount, restart, runDemo, type Disaster } from './demo-run.ts'

const DISASTERS: Disaster[] = [
  { at: (step) => step.stage === 'discover' && step.done >= 2, strike: killAccount },
  { at: (step) => step.stage === 'discover' && step.done >= 5, strike: restart },
  {
    at: (step) => step.stage === 'creators' && step.counts.full_scrape.done >= 3,
    strike: restart,
  },
]

// That the rows are those of a job that nothing befell: `npm run test:main-job`.
test('the main job does each of its works once when an account dies and gramd is killed twice', async () => {
  const finished = await runDemo({ posts: 12, disasters: DISASTERS })

  expectComplete(finished, 5)
  const { outcome, rows } = finished
  const count = outcome.creators.length
  const counts = Object.entries(rows).map(([name, found]) => [name, found.length])
  expect(Object.fromEntries(counts)).toMatchObject({
    blogs: count,
    snapshots: count,
    insights: count,
    tasks: 1 + 2 * count,
  })
}, 120_000)
