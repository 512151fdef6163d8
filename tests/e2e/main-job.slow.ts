import { expect, test } from 'vitest'
import { withoutSamples } from '../ops/expressions.ts'
import { expectComplete, killAccount, restart, runDemo, type Disaster } from './demo-run.ts'

const DISASTERS: Disaster[] = [
  { at: (step) => step.stage === 'discover' && step.done >= 5, strike: killAccount },
  { at: (step) => step.stage === 'discover' && step.done >= 15, strike: restart },
  { at: (step) => step.stage === 'creators' && step.counts.ai_analysis.done >= 5, strike: restart },
]

test('the main job leaves the same rows when an account dies and gramd is killed twice', async () => {
  const undisturbed = await runDemo()
  expectComplete(undisturbed, 25)
  expect(undisturbed.outcome.overspentScrapes).toBe(0)
  // Prometheus adds `up` to what it scrapes; nothing else fell silent.
  expect(withoutSamples(undisturbed.metrics)).toEqual(['up'])
  for (const { username } of undisturbed.outcome.creators)
    expect(undisturbed.metrics).not.toContain(username)

  const disturbed = await runDemo({ disasters: DISASTERS })

  expectComplete(disturbed, 25)
  expect(disturbed.rows).toEqual(undisturbed.rows)
}, 240_000)
