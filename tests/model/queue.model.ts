import fc from 'fast-check'
import { expect, test } from '../fixtures/test.ts'
import type { Model } from './check.ts'
import { histories } from './commands.ts'
import { describeFailure, withHistory } from './report.ts'
import { emptyState } from './state.ts'
import { prepareDatabase, startSystem } from './system.ts'
import { windUp } from './wind-up.ts'

const RUNS = 500
const LONGEST_HISTORY = 200
/** Real time after which the search, or the shrinking of what it found, ends. */
const MAX_MINUTES = 20
const START = Date.UTC(2030, 0, 1)

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)

/** Without a seed from the environment, every run tries other histories. */
const seed = number('FC_SEED', Math.floor(Math.random() * 2 ** 31))
const runs = number('FC_RUNS', RUNS)
/** Leads to a failure that was found before, as its report says. */
const path = process.env['FC_PATH']

test(`the queue does what its model does, in random histories (seed ${seed})`, async ({ db }) => {
  await prepareDatabase(db)
  const operations = new Map<string, number>()
  const totals = { histories: 0, commands: 0, longest: 0 }
  const startedAt = performance.now()
  console.log(`FC_SEED=${seed} FC_RUNS=${runs}`)

  const property = fc.asyncProperty(
    histories(LONGEST_HISTORY, process.env['FC_REPLAY']),
    async (commands) => {
      const model: Model = { state: emptyState(START), history: [], counts: operations }
      const system = await startSystem(db, START)
      try {
        await fc.asyncModelRun(() => ({ model, real: system }), commands)
        await windUp(model, system)
      } catch (error) {
        throw withHistory(error, model)
      }
      const length = [...commands].length
      totals.histories += 1
      totals.commands += length
      totals.longest = Math.max(totals.longest, length)
    },
  )
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    ...(path === undefined ? {} : { path, endOnFailure: true }),
    interruptAfterTimeLimit: MAX_MINUTES * 60_000,
    markInterruptAsFailure: true,
  })

  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  const byName = Object.fromEntries([...operations].sort(([a], [b]) => a.localeCompare(b)))
  console.log(JSON.stringify({ seed, ...totals, seconds, operations: byName }))
  if (details.failed) throw new Error(describeFailure(details), { cause: details.errorInstance })
  expect(totals.histories).toBeGreaterThan(0)
})
