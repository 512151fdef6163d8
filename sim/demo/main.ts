// The main job, end to end, on local stand-ins: `npm run demo [-- --exit] [--json]`.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { flag, readRunOptions } from '../run-options.ts'
import { describeOutcome } from './describe.ts'
import { howToConnect, whatStays } from './instructions.ts'
import { runScenario, type Outcome } from './scenario.ts'
import { createScreen } from './screen.ts'
import { startDemoWorld } from './world.ts'

/** Mothers in Almaty, trainers in Astana, make-up in Moscow, travel from Dubai, technology in Tashkent. */
const HASHTAGS = ['алматымама', 'астанафитнес', 'москвабьюти', 'dubaitravel', 'ташкентайти']
const POSTS = 10
const ACCOUNTS = 5
const SPEED = 300
const MIN_CREATORS = 25
const PORT = 8001

const options = readRunOptions({
  name: 'npm run demo',
  summary: 'the main job, end to end, on local stand-ins for Instagram and OpenAI',
  options: {
    exit: flag('end when the job is done, instead of serving until Ctrl-C'),
    json: flag('print the result as JSON; what happens goes to standard error'),
  },
})
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stopped.abort())
process.exitCode = await main()

async function main(): Promise<number> {
  const startedAt = performance.now()
  const output = options.json ? process.stderr : process.stdout
  const say = (text: string): void => void output.write(`${text}\n`)
  const screen = createScreen(output)
  stopped.signal.addEventListener('abort', () => {
    screen.end()
    say('\nStopping: gramd finishes what it does, then everything ends (a few seconds).')
  })
  say(
    `Starting PostgreSQL, stand-ins for Instagram and OpenAI, and gramd. Their clock runs ${SPEED} times as fast as ours.`,
  )
  const world = await startDemoWorld({
    folder: fileURLToPath(new URL('../../.gramd/demo', import.meta.url)),
    accounts: ACCOUNTS,
    speed: SPEED,
    seed: 'demo',
    worldAt: new Date(),
    port: PORT,
    pictures: 'drawn',
  })
  try {
    say(`gramd listens on ${world.url}. Its log: ${world.logFile}`)
    const outcome = await runScenario(world, {
      hashtags: HASHTAGS,
      posts: POSTS,
      onStep: (step) => screen.show(step),
      signal: stopped.signal,
    })
    screen.end()
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10
    const missing = whatIsMissing(outcome)
    if (options.json) console.log(JSON.stringify(summaryOf(outcome, seconds)))
    else say(describeOutcome(outcome, seconds, SPEED))
    for (const line of missing) process.stderr.write(`missing: ${line}\n`)
    if (!options.exit) {
      say(howToConnect(world))
      if (!stopped.signal.aborted) await once(stopped.signal, 'abort')
    }
    return missing.length === 0 ? 0 : 1
  } catch (error) {
    if (!stopped.signal.aborted) throw error
    return 1
  } finally {
    screen.end()
    await world.stop()
    say(whatStays(world))
  }
}

function summaryOf(outcome: Outcome, seconds: number) {
  const { creators, tasks, requestsPerProfile, refereeViolations } = outcome
  return { creators: creators.length, tasks, requestsPerProfile, refereeViolations, seconds }
}

function whatIsMissing(outcome: Outcome): string[] {
  const unfinished = outcome.creators.filter((creator) => creator.status !== 'active')
  return [
    ...(outcome.creators.length < MIN_CREATORS
      ? [`${MIN_CREATORS} creators (there are ${outcome.creators.length})`]
      : []),
    ...(outcome.tasks.failed > 0 ? [`tasks without failure (${outcome.tasks.failed} failed)`] : []),
    ...(outcome.refereeViolations > 0
      ? [`keeping the rules (${outcome.refereeViolations} broken)`]
      : []),
    ...(outcome.requestsPerProfile > outcome.requestsAllowedPerProfile
      ? [
          `the request budget (${outcome.requestsPerProfile} of ${outcome.requestsAllowedPerProfile} per profile)`,
        ]
      : []),
    ...(unfinished.length > 0
      ? [`an analysis of ${unfinished.map((creator) => creator.username).join(', ')}`]
      : []),
  ]
}
