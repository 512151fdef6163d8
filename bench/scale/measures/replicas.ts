import { startVisited, type Visited } from '../daemon.ts'
import { atMost, type Figure } from '../figure.ts'
import type { Stage } from '../stage.ts'
import { lookAround } from './lists.ts'

const REPLICAS = 3
const SECONDS = 15
/** Clients that wait for their answer before they ask again. */
const CLIENTS = 12

/** API calls a second of one replica and of three, and their memory. */
export async function measureReplicas(stage: Stage): Promise<Figure[]> {
  const { url, folder, db, creators, progress } = stage
  const { someone } = await lookAround(db, creators)
  const paths = [
    ...someone.map((id) => `/api/blogs/${id}`),
    '/api/blogs?sort=follower_count&limit=20',
    '/api/blogs?limit=20',
    '/api/tasks?limit=20',
  ]
  const figures: Figure[] = []
  for (const replicas of [1, REPLICAS]) {
    const running = await Promise.all(
      Array.from({ length: replicas }, async () => await startVisited(url, folder)),
    )
    await callFor(running, paths, 3)
    const calls = await callFor(running, paths, SECONDS)
    const memory = await Promise.all(running.map(async (each) => await each.memory()))
    for (const each of running) await each.stop()
    const rate = calls / SECONDS
    const total = memory.reduce((sum, each) => sum + each, 0)
    const about = `${CLIENTS} clients; ${memory.map((each) => each.toFixed(0)).join(' + ')} MB`
    figures.push(
      atMost(
        { measure: `API calls, replicas: ${replicas}`, unit: 'calls/s', goal: null },
        rate,
        about,
      ),
      atMost({ measure: `memory, replicas: ${replicas}`, unit: 'MB', goal: null }, total),
    )
    progress(`${replicas} replicas: ${rate.toFixed(0)} calls/s, ${total.toFixed(0)} MB`)
  }
  return figures
}

async function callFor(
  replicas: readonly Visited[],
  paths: readonly string[],
  seconds: number,
): Promise<number> {
  const until = performance.now() + seconds * 1_000
  let calls = 0
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const replica = replicas[client % replicas.length]
      for (let n = client; performance.now() < until; n += 1) {
        await replica?.ask(paths[n % paths.length] ?? '')
        calls += 1
      }
    }),
  )
  return calls
}
