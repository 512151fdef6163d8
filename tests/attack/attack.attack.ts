import { onTestFinished } from 'vitest'
import { expect, test } from '../fixtures/test.ts'
import { bodies } from './attacks/bodies.ts'
import { expressions } from './attacks/expressions.ts'
import { lockout } from './attacks/lockout.ts'
import { nesting } from './attacks/nesting.ts'
import { streams } from './attacks/streams.ts'
import { tasksOfOthers } from './attacks/tasks-of-others.ts'
import { terminal } from './attacks/terminal.ts'
import { writers } from './attacks/writers.ts'
import { creators } from './creators.ts'
import { startAttacked } from './start-attacked.ts'

const ATTACKS = [bodies, nesting, writers, lockout, tasksOfOthers, streams, expressions, terminal]

test('gramd as shipped withstands what strangers and members have tried', async () => {
  const shipped = await startAttacked(creators(20, 100))
  onTestFinished(async () => await shipped.stop())
  const findings = []
  for (const { name, run } of ATTACKS) {
    const begun = performance.now()
    for (const finding of await run(shipped)) findings.push({ on: name, ...finding })
    console.log(`${name}: ${Math.round((performance.now() - begun) / 1_000)} s`)
  }
  console.table(findings)

  expect(shipped.isAlive()).toBe(true)
  expect(findings.filter(({ holds }) => !holds)).toEqual([])
})
