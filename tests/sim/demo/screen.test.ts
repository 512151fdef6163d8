import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { expect, onTestFinished, test } from 'vitest'
import { describeOutcome } from '../../../sim/demo/describe.ts'
import { openLogs } from '../../../sim/run/logs.ts'
import { createScreen, describeStep } from '../../../sim/demo/screen.ts'
import type { Creator, Outcome, Step } from '../../../sim/demo/scenario.ts'

const creator = (at: number, change: Partial<Creator> = {}): Creator => ({
  username: `shahnoza.karimova_tashk_${100_000 + at}`,
  followers: 9_000_000 - at,
  er: 0.0123,
  engagementTrend: 'declining',
  languages: ['ru', 'kk'],
  topic: ['motherhood', 'travel', 'technology'][at % 3] ?? null,
  quotes: [{ field: 'has_pets', quote: 'Гуляем с собакой в любую погоду' }],
  unsupported: 0,
  status: 'active',
  ...change,
})

const outcome: Outcome = {
  creators: Array.from({ length: 40 }, (_, at) => creator(at)),
  tasks: { done: 81, failed: 0 },
  requestsPerProfile: 4.16,
  requestsAllowedPerProfile: 4.34,
  overspentScrapes: 0,
  discoverRequests: 52,
  official: { creators: 11, requests: 2.2, requestsOfOthers: 3.8 },
  refereeViolations: 0,
}

test('the outcome fits a screen and is in words', () => {
  const text = describeOutcome(outcome, 67, 300)
  const lines = text.split('\n')
  expect(lines.length).toBeLessThanOrEqual(23)
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  expect(text).toContain('… and 32 more')
  expect(text).toContain('4.2 for each creator (at most 4.3 are allowed)')
  expect(text).toContain("Quotes from the profiles as the model's reasons: 40")
  expect(text).toContain('has a pet: “Гуляем с собакой в')
  for (const topic of ['motherhood', 'travel', 'technology']) expect(text).toContain(topic)
  expect(text).not.toMatch(/referee/i)
})

test('a creator with hidden counts has a dash, never 0', () => {
  const text = describeOutcome(
    { ...outcome, creators: [creator(1, { er: null, engagementTrend: 'insufficient' })] },
    5,
    300,
  )
  expect(text).toMatch(/8,999,999\s+–\s+–\s+travel/)
})

const none = { open: 0, done: 0, failed: 0 }
const creators = (analyses: number, rows: number[]): Step => ({
  stage: 'creators',
  counts: {
    discover: none,
    full_scrape: { ...none, done: 39 },
    ai_analysis: { ...none, done: 39 - analyses, open: analyses },
  },
  batches: rows.map((each) => ({ rows: each, ageSeconds: 600 })),
})

test.for([
  [creators(9, []), /30 of 39; 9 wait for a batch/],
  [creators(9, [9]), /30 of 39; OpenAI works on a batch of 9 \(10 min\)/],
  [creators(0, []), /39 of 39; done/],
] as const)('names what it waits for: %#', ([step, expected]) => {
  expect(describeStep(step)).toMatch(expected)
  expect(describeStep(step).length).toBeLessThan(74)
})

test('without a terminal there is a line for each stage and one every ten seconds', () => {
  const lines: string[] = []
  let now = 0
  const output = { write: (text: string) => (lines.push(text), true), columns: 80, isTTY: false }
  const screen = createScreen(output, () => now)
  for (; now < 60_000; now += 500) screen.show(creators(9, now < 30_000 ? [] : [9]))
  screen.end()
  expect(lines).toHaveLength(6)
  expect(lines.at(-1)).toMatch(/^ 50 s {2}analysis .*OpenAI works/)
})

test('a demo writes into logs of its own; those of the last five and of running ones stay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-test-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const nobody = 2 ** 30
  for (let minute = 0; minute < 8; minute += 1) {
    const pid = minute === 0 ? process.pid : nobody
    const logs = await openLogs(folder, new Date(Date.UTC(2026, 0, 1, 0, minute)), pid)
    for (const log of Object.values(logs)) await writeFile(log, '')
  }
  const left = await readdir(join(folder, 'logs'))
  expect(left.filter((name) => name.endsWith('.gramd.log')).toSorted()).toEqual(
    [0, 3, 4, 5, 6, 7].map(
      (minute) => `20260101-000${minute}00-${minute === 0 ? process.pid : nobody}.gramd.log`,
    ),
  )
  expect(left.filter((name) => name.endsWith('.stand-ins.log'))).toHaveLength(6)
})
