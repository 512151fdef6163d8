import { z } from 'zod'
import { describe, expect, test } from '../../../fixtures/test.ts'
import { askers, changes, DECIDED, ON_TASKS, sees, tasksOf, wrongAnswers } from './decided.ts'
import { anAccessWorld } from './world.ts'

const Ids = z.object({
  data: z.array(z.object({ id: z.int() })),
  next_cursor: z.string().nullable(),
})
const Errors = z.object({
  data: z.array(z.object({ failed_tasks: z.int(), task_type: z.string().nullable() })),
})
const Total = z.object({ total: z.int() })
const Bulk = z.object({ matched: z.int(), groups: z.array(z.object({ task_type: z.string() })) })

describe('who may do what with tasks', () => {
  test('is decided for each registered type', ({ db }) => {
    const { types } = anAccessWorld(db).services.queue
    const found = [...types.values()].map(({ name, access: { read, write, owner } }) => [
      name,
      [read, write, ...(owner ? [owner.prefix] : [])].join(' '),
    ])
    expect(Object.fromEntries(found)).toEqual(DECIDED)
  })

  test('the timetable enqueues upkeep alone', ({ db }) => {
    const { schedule } = anAccessWorld(db).services
    expect(schedule.length).toBeGreaterThan(10)
    for (const { taskType } of schedule)
      expect([taskType.name, taskType.access]).toEqual([
        taskType.name,
        { read: 'system:read', write: 'system:write' },
      ])
  })

  test('holds for everybody and each kind of access', { timeout: 120_000 }, async ({ db }) => {
    expect(await wrongAnswers(db, 'sample')).toEqual([])
  })

  test(
    'holds for lists, counts, groups of errors and bulk acts',
    { timeout: 120_000 },
    async ({ db }) => {
      const world = anAccessWorld(db)
      const types = [...world.services.queue.types.values()]
      const everybody = (await askers(world, types)).filter(({ scopes }) =>
        ON_TASKS.every((scope) => scopes.includes(scope)),
      )
      const [owner, other] = everybody
      const made = await tasksOf(db, types, [owner?.userId ?? '', other?.userId ?? '', null])
      for (const asker of everybody) {
        const get = async (path: string): Promise<unknown> =>
          await (await world.send('GET', path, { token: asker.token })).json()
        const bulk = async (json: object) =>
          Bulk.parse(
            await (
              await world.send('POST', '/api/tasks/bulk', { token: asker.token, json })
            ).json(),
          )
        const seen = made.filter((task) => sees(asker, task))
        const ids = seen.flatMap(({ ended, failed }) => [ended, failed])
        const changed = made.filter((task) => changes(asker, task))
        const names = [...new Set(changed.map(({ type }) => type.name))].toSorted()

        const listed: number[] = []
        for (let cursor: string | null = ''; cursor !== null;) {
          const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
          const page = Ids.parse(await get(`/api/tasks?limit=7${more}`))
          listed.push(...page.data.map(({ id }) => id))
          cursor = page.next_cursor
        }
        expect(listed, asker.name).toEqual(ids.toSorted((a, b) => b - a))
        expect(Total.parse(await get('/api/tasks/counts')).total, asker.name).toBe(ids.length)
        const errors = Errors.parse(await get('/api/tasks/errors')).data
        const failed = errors.reduce((sum, group) => sum + group.failed_tasks, 0)
        expect(failed, asker.name).toBe(seen.length)
        const seenTypes = new Set(seen.map(({ type }) => type.name))
        expect(new Set(errors.map((group) => group.task_type)), asker.name).toEqual(seenTypes)

        const named = made.map(({ failed }) => failed)
        const byIds = await bulk({ action: 'retry', ids: named, dry_run: true })
        expect(byIds.matched, asker.name).toBe(changed.length)
        const byFilter = await bulk({ action: 'retry', filter: {}, dry_run: true })
        expect(byFilter.matched, asker.name).toBe(changed.length)
        expect([...new Set(byFilter.groups.map((group) => group.task_type))].toSorted()).toEqual(
          names,
        )
      }
    },
  )
})
