import { expect, test } from 'vitest'
import { describeReport, failuresOf } from '../../../sim/storm/report.ts'

const calm = {
  profiles: 10,
  tasks: {
    'full_scrape done scraped': 8,
    'full_scrape done private': 1,
    'full_scrape failed target_quarantined': 1,
    'ai_analysis done success': 8,
  },
  creators: { active: 8, private: 1, failed: 1 },
}

test('a storm succeeds if every profile is done and no rule is broken', () => {
  expect(failuresOf(calm, { hasEnded: true }, 0)).toEqual([])
})

test.for([
  ['time ran out', calm, false, 0, 'time ran out before all tasks had ended'],
  [
    'a scrape is lost',
    { ...calm, tasks: { ...calm.tasks, 'full_scrape done scraped': 7 } },
    true,
    0,
    '1 scrapes are lost',
  ],
  [
    'a creator is lost',
    { ...calm, creators: { active: 8, private: 1 } },
    true,
    0,
    '1 creators are lost',
  ],
  [
    'a task fails for an unexpected reason',
    { ...calm, tasks: { ...calm.tasks, 'ai_analysis failed defect': 2 } },
    true,
    0,
    '2 × ai_analysis failed defect',
  ],
  ['a rule is broken', calm, true, 3, 'the referee counts 3 broken rules'],
] as const)('a storm fails if %s', ([, report, hasEnded, violations, failure]) => {
  expect(failuresOf(report, { hasEnded }, violations)).toEqual([failure])
})

test('the report has a line for each account', () => {
  const account = {
    username: 'reader',
    state: 'active',
    requests: 12,
    logins: 1,
    events: { rate_limited: 2 },
  }
  const text = describeReport({
    ...calm,
    minutes: 1,
    hours: 2,
    requests: 12,
    accounts: [account],
    proxies: {},
    messages: {},
    violations: {},
    failures: [],
  })
  expect(text).toMatch(/^reader\s+active\s+12\s+1\s+rate_limited 2$/m)
  expect(text).toContain('referee:  none')
})
