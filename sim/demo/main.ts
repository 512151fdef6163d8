// The main job, end to end, on local stand-ins: `npm run demo [-- --exit] [--json]`.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { flag, readRunOptions } from '../run-options.ts'
import { runScenario, type Outcome } from './scenario.ts'
import { createScreen, describeOutcome } from './screen.ts'
import { startDemoWorld } from './world.ts'

const HASHTAG = 'алматымама'
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
  const say = (text: string): void =>
    void (options.json ? process.stderr : process.stdout).write(`${text}\n`)
  const screen = createScreen(options.json ? process.stderr : process.stdout)
  say(
    `Starting PostgreSQL, the stand-ins and gramd; the world runs ${SPEED} times as fast as real time.`,
  )
  const world = await startDemoWorld({
    folder: fileURLToPath(new URL('../../.gramd/demo', import.meta.url)),
    accounts: ACCOUNTS,
    speed: SPEED,
    seed: 'demo',
    worldAt: new Date(),
    port: PORT,
  })
  try {
    say(`gramd listens on ${world.url}; its log is ${world.logFile}`)
    say(
      `Break the stand-ins as sim/README.md says: Instagram ${world.stands.instagram.controlUrl}, OpenAI ${world.stands.openai.controlUrl}`,
    )
    const outcome = await runScenario(world, {
      hashtag: HASHTAG,
      onStep: (step) => screen.show(step),
      signal: stopped.signal,
    })
    screen.end()
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10
    const missing = whatIsMissing(outcome)
    if (options.json) console.log(JSON.stringify(summaryOf(outcome, seconds)))
    else say(describeOutcome(outcome, seconds))
    for (const line of missing) process.stderr.write(`missing: ${line}\n`)
    if (!options.exit) {
      say(
        `\nAPI='${world.url}' AUTH='Authorization: Bearer ${world.token}'\nexport GRAMD_URL="$API" GRAMD_TOKEN='${world.token}'   # for npx gramd …\ncurl -H "$AUTH" $API/api/blogs   # README.md has more; docs: ${world.url}/docs\nCtrl-C ends the demo.`,
      )
      if (!stopped.signal.aborted) await once(stopped.signal, 'abort')
    }
    return missing.length === 0 ? 0 : 1
  } catch (error) {
    if (!stopped.signal.aborted) throw error
    return 1
  } finally {
    await world.stop()
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
