// The main job, end to end, on local stand-ins: `npm run demo [-- --exit] [--json]`.
import { once } from 'node:events'
import { startLocalGramd } from '../run/local-gramd.ts'
import { flag, readRunOptions } from '../run/options.ts'
import { folderOf } from '../run/program.ts'
import { oneDecimal, printReport, type RunReport } from '../run/report.ts'
import { stopSignal } from '../run/signals.ts'
import { describeOutcome } from './describe.ts'
import { furnishConsole } from './furnish.ts'
import { howToConnect, whatRemains } from './instructions.ts'
import { runScenario, type Outcome } from './scenario.ts'
import { createScreen } from './screen.ts'

/**
 * Mothers in Almaty, trainers in Astana, make-up in Moscow, travel from Dubai, technology in
 * Tashkent.
 */
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
    json: flag('print the result as JSON; progress goes to standard error'),
  },
})
const stopped = stopSignal()
process.exitCode = await main()

async function main(): Promise<number> {
  const startedAt = performance.now()
  const output = options.json ? process.stderr : process.stdout
  const say = (text: string): void => void output.write(`${text}\n`)
  const screen = createScreen(output)
  stopped.addEventListener('abort', () => {
    screen.end()
    say('\nStopping: gramd finishes its tasks, then everything ends (a few seconds).')
  })
  say(
    `Starting PostgreSQL, stand-ins for Instagram and OpenAI, and gramd. Their clock runs ${SPEED} times as fast as real time.`,
  )
  const gramd = await startLocalGramd({
    folder: folderOf('demo'),
    accounts: ACCOUNTS,
    speed: SPEED,
    seed: 'demo',
    worldAt: new Date(),
    port: PORT,
    pictures: 'drawn',
  })
  try {
    say(`gramd listens on ${gramd.url}. Its log: ${gramd.logFile}`)
    const outcome = await runScenario(gramd, {
      hashtags: HASHTAGS,
      posts: POSTS,
      onStep: (step) => screen.show(step),
      signal: stopped,
    })
    screen.end()
    const report = reportOf(outcome, oneDecimal((performance.now() - startedAt) / 1_000))
    const describe = (): string => describeOutcome(outcome, report.seconds, SPEED)
    const exitCode = printReport(report, { json: options.json, describe })
    if (!options.exit && !stopped.aborted) {
      const invitations = await furnishConsole(gramd, outcome)
      say(howToConnect(gramd, invitations))
      if (!stopped.aborted) await once(stopped, 'abort')
    }
    return exitCode
  } catch (error) {
    if (!stopped.aborted) throw error
    return 1
  } finally {
    screen.end()
    await gramd.stop()
    say(whatRemains(gramd))
  }
}

function reportOf(outcome: Outcome, seconds: number): RunReport & { seconds: number } {
  const { creators, tasks, requestsPerProfile, refereeViolations } = outcome
  const counts = { creators: creators.length, tasks, requestsPerProfile, refereeViolations }
  return { ...counts, seconds, failures: failuresOf(outcome) }
}

function failuresOf(outcome: Outcome): string[] {
  const { creators, tasks, requestsPerProfile: sent, requestsAllowedPerProfile: allowed } = outcome
  const unfinished = creators.filter((creator) => creator.status !== 'active')
  const checks: [isFailed: boolean, failure: string][] = [
    [creators.length < MIN_CREATORS, `${creators.length} creators, not ${MIN_CREATORS}`],
    [tasks.failed > 0, `${tasks.failed} tasks failed`],
    [outcome.refereeViolations > 0, `${outcome.refereeViolations} broken rules`],
    [sent > allowed, `${sent} requests per profile, ${allowed} are allowed`],
    [
      unfinished.length > 0,
      `not analyzed: ${unfinished.map((creator) => creator.username).join(', ')}`,
    ],
  ]
  return checks.flatMap(([isFailed, failure]) => (isFailed ? [failure] : []))
}
