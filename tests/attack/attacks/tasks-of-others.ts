import pg from 'pg'
import { z } from 'zod'
import { features } from '../../../src/features/index.ts'
import type { Attack, Finding } from './attack.ts'
import { aPerson, ask } from './people.ts'

const SECRET = 'planted-in-a-task-of-others'
const Found = z.object({ data: z.array(z.unknown()) })

/** Every type that a member may not read by a scope, or whose things have owners: one pending task of each. */
async function plantTasks(databaseUrl: string): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const planted = new Map<string, number>()
  try {
    for (const { name, access } of features.flatMap(({ tasks }) => tasks)) {
      if (access.owner === undefined && !isHidden(access.read)) continue
      const subject =
        access.owner === undefined ? null : `${access.owner.prefix}:${crypto.randomUUID()}`
      const { rows } = await client.query<{ id: string }>(
        `insert into scrape_tasks (task_type, subject, status, priority, payload)
         values ($1, $2, 'pending', 5, jsonb_build_object('secret', $3::text)) returning id`,
        [name, subject, SECRET],
      )
      planted.set(name, Number(rows[0]?.id))
    }
  } finally {
    await client.end()
  }
  return planted
}

const isHidden = (scope: string): boolean =>
  /^(?:system|publishing|accounts|users|notifications):/.test(scope)

/** A member reads, retries and cancels tasks of upkeep, of publications and of other people's things. */
export const tasksOfOthers: Attack = {
  name: 'tasks of others',
  async run(shipped) {
    const { token } = await aPerson(shipped, 'mallory', 'member')
    const planted = await plantTasks(shipped.databaseUrl)
    const reached: string[] = []
    for (const [name, id] of planted)
      for (const [method, path] of [
        ['GET', `/api/tasks/${id}`],
        ['POST', `/api/tasks/${id}/cancel`],
        ['POST', `/api/tasks/${id}/retry`],
        ['GET', `/api/tasks/${id}/events`],
      ] as const) {
        const answer = await ask(shipped, method, path, { token })
        if (answer.status !== 404) reached.push(`${method} of ${name}: ${answer.status}`)
        await answer.body?.cancel()
      }
    const listed = await ask(shipped, 'GET', '/api/tasks?limit=200', { token })
    const { data } = Found.parse(await listed.json())
    const findings: Finding[] = [
      {
        attack: `${planted.size} tasks, each by 4 ways`,
        measured: reached.length === 0 ? '0 reached' : reached.join('; '),
        bound: '0 reached',
        holds: reached.length === 0 && planted.size > 10,
      },
      {
        attack: 'the list of tasks',
        measured: `${data.length} shown`,
        bound: 'none of them',
        holds: !JSON.stringify(data).includes(SECRET),
      },
    ]
    return findings
  },
}
