import { Registry } from 'prom-client'
import { InvalidInputError } from '../../src/base/errors.ts'
import { QUEUE_GAUGES, registerRunTally } from '../../src/queue/metrics.ts'
import { registerGauges } from '../../src/base/metrics.ts'
import { pauseType } from '../../src/queue/care/lifecycle.ts'
import { aType, enqueue, expect, test, typesOf } from './kit.ts'

const IN_A_YEAR = new Date(Date.now() + 365 * 86_400_000)

test('runs are counted by type and outcome; the backlog and stalls are read from the database', async ({
  db,
  run,
}) => {
  const registry = new Registry()
  const type = aType({
    async handle({ payload: { name } }) {
      if (name === 'faulty') throw new InvalidInputError('no such thing')
      if (name === 'early')
        return { kind: 'snooze', until: IN_A_YEAR, code: 'too_early', message: 'not yet' }
      return await Promise.resolve({ kind: 'done', result: { ok: true } })
    },
  })
  const queued = { db, queue: { types: typesOf(type) } }
  registerGauges(registry, QUEUE_GAUGES, queued, (error) => expect.unreachable(String(error)))
  const lines = async () => (await registry.metrics()).split('\n')
  await enqueue(db, type, 'a')
  expect(await lines()).toEqual(
    expect.arrayContaining([
      'gramd_open_tasks{task_type="note",status="pending"} 1',
      'gramd_open_tasks{task_type="note",status="running"} 0',
      'gramd_due_tasks{task_type="note"} 1',
      expect.stringMatching(/^gramd_oldest_due_task_age_seconds\{task_type="note"\} 0\.\d+/),
      'gramd_stalled_task_types{reason="paused"} 0',
    ]),
  )

  run([type], { tally: registerRunTally(registry) })
  for (const name of ['b', 'faulty', 'early']) await enqueue(db, type, name)
  const counted = { done: 2, failed: 1, snoozed: 1, retried: 0, lost: 0, cancelled: 0 }
  await expect
    .poll(lines)
    .toEqual(
      expect.arrayContaining(
        Object.entries(counted).map(
          ([outcome, runs]) =>
            `gramd_task_runs_total{task_type="note",outcome="${outcome}"} ${runs}`,
        ),
      ),
    )
  expect(await lines()).toContain('gramd_due_tasks{task_type="note"} 0')

  await pauseType(db, 'note')
  await enqueue(db, type, 'c')
  expect(await lines()).toContain('gramd_stalled_task_types{reason="paused"} 1')
})
