import { z } from 'zod'
import type { Shipped } from '../shipped.ts'
import type { Attack } from './attack.ts'
import { aPerson, ask } from './people.ts'

/** Every stream checks its principal at least this often. */
const CHECK_MS = 15_000
const SLACK_MS = 5_000
const MAX_STREAMS = 20
const Users = z.object({ data: z.array(z.object({ id: z.string(), login: z.string() })) })

/** Opens a stream and gives when it ended, in ms from now; null while it is open after `patienceMs`. */
async function endOf(response: Response, patienceMs: number): Promise<number | null> {
  const begun = performance.now()
  const reader = response.body?.getReader()
  const timer = setTimeout(() => void reader?.cancel(), patienceMs)
  let isOver = false
  try {
    while (!isOver) isOver = (await reader?.read())?.done ?? true
  } catch {
    // A connection that is cut has ended, too.
  }
  clearTimeout(timer)
  const ms = performance.now() - begun
  return ms >= patienceMs ? null : ms
}

const open = async (shipped: Shipped, token: string): Promise<Response> =>
  await ask(shipped, 'GET', '/api/events', { token })

/** A stream goes on being read after its session ended, its user was disabled, or many are open. */
export const streams: Attack = {
  name: 'streams that outlive their right',
  async run(shipped) {
    const leaver = await aPerson(shipped, 'leaver', 'member')
    const fired = await aPerson(shipped, 'fired', 'member')
    const patienceMs = CHECK_MS + SLACK_MS
    const left = await open(shipped, leaver.token)
    const kept = await open(shipped, fired.token)
    await ask(shipped, 'POST', '/api/auth/logout', { token: leaver.token })
    const listed = await ask(shipped, 'GET', '/api/users?limit=200')
    const { data } = Users.parse(await listed.json())
    const id = data.find(({ login }) => login === 'fired')?.id ?? ''
    await ask(shipped, 'PATCH', `/api/users/${id}`, { json: { active: false } })
    const [afterLogout, afterDisabling] = await Promise.all([
      endOf(left, patienceMs),
      endOf(kept, patienceMs),
    ])
    const greedy = await aPerson(shipped, 'greedy', 'member')
    const opened = await Promise.all(
      Array.from({ length: MAX_STREAMS + 5 }, async () => await open(shipped, greedy.token)),
    )
    const refused = opened.filter(({ status }) => status === 429).length
    for (const { body } of opened) await body?.cancel()
    const describe = (ms: number | null): string =>
      ms === null
        ? `open after ${patienceMs / 1_000} s`
        : `ended after ${(ms / 1_000).toFixed(1)} s`
    return [
      {
        attack: 'a stream after the sign-out',
        measured: describe(afterLogout),
        bound: `${CHECK_MS / 1_000} s`,
        holds: afterLogout !== null,
      },
      {
        attack: 'a stream after its user was disabled',
        measured: describe(afterDisabling),
        bound: `${CHECK_MS / 1_000} s`,
        holds: afterDisabling !== null,
      },
      {
        attack: `${opened.length} streams of one session`,
        measured: `${refused} refused`,
        bound: `at most ${MAX_STREAMS} open`,
        holds: refused === opened.length - MAX_STREAMS,
      },
    ]
  },
}
