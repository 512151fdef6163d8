// The main job, end to end, on local stand-ins: `npm run demo [-- --exit] [--json]`.
import { once } from 'node:events'
import { startLocalGramd } from '../run/local-gramd.ts'
import { flag, readRunOptions } from '../run/options.ts'
import { folderOf } from '../run/program.ts'
import { oneDecimal, printReport, type RunReport } from '../run/report.ts'
import { stopSignal } from '../run/signals.ts'
import { describeOutcome } from './describe.ts'
import { describeOwn } from './describe-own.ts'
import { furnishConsole } from './furnish.ts'
import { howToConnect, whatRemains } from './instructions.ts'
import { runScenario, type Outcome, type Step } from './scenario.ts'
import { followOwnReels, type OwnOutcome } from './own-accounts.ts'
import { createScreen } from './screen.ts'
import { describeShop, scanShop, type ShopOutcome } from './shop.ts'

/**
 * Mothers in Almaty, trainers in Astana, make-up in Moscow, travel from Dubai, technology in
 * Tashkent.
 */
const HASHTAGS = ['алматымама', 'астанафитнес', 'москвабьюти', 'dubaitravel', 'ташкентайти']
const POSTS = 10
const ACCOUNTS = 5
const SPEED = 300
/** While own posts are followed: two days in under a minute. */
const OWN_SPEED = 3_600
const OWN_HOURS = 49
const MIN_CREATORS = 25
const MIN_REELS = 40
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
  let startedAt = performance.now()
  const output = options.json ? process.stderr : process.stdout
  const say = (text: string): void => void output.write(`${text}\n`)
  const screen = createScreen(output)
  stopped.addEventListener('abort', () => {
    screen.end()
    say('\nStopping: gramd finishes its tasks, then everything ends (a few seconds).')
  })
  say(
    `Starting PostgreSQL, stand-ins for Instagram, Meta and OpenAI, and gramd. Their clock runs ${OWN_SPEED.toLocaleString('en')} times as fast as real time, later ${SPEED} times.`,
  )
  const gramd = await startLocalGramd({
    folder: folderOf('demo'),
    accounts: ACCOUNTS,
    speed: OWN_SPEED,
    seed: 'demo',
    worldAt: new Date(),
    port: PORT,
    pictures: 'drawn',
  })
  try {
    say(`gramd listens on ${gramd.url}. Its log: ${gramd.logFile}`)
    const own = await followOwnReels(gramd, {
      hours: OWN_HOURS,
      onHour: (hour) => screen.show({ stage: 'own', hour, hours: OWN_HOURS }),
      signal: stopped,
    })
    screen.end()
    await gramd.setSpeed(SPEED)
    startedAt = performance.now()
    if (!options.json) say(describeOwn(own))
    // The shop needs Meta's API and the model alone, and so does not wait for the main job.
    const [outcome, shop] = await Promise.all([
      runScenario(gramd, scenarioOf(screen)),
      scanShop(gramd, stopped),
    ])
    screen.end()
    if (!options.json) say(describeShop(shop))
    const report = reportOf(
      outcome,
      { own, shop },
      oneDecimal((performance.now() - startedAt) / 1_000),
    )
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

const scenarioOf = (screen: ReturnType<typeof createScreen>) => ({
  hashtags: HASHTAGS,
  posts: POSTS,
  onStep: (step: Step): void => screen.show(step),
  signal: stopped,
})

function reportOf(
  outcome: Outcome,
  others: { own: OwnOutcome; shop: ShopOutcome },
  seconds: number,
): RunReport & { seconds: number; own: OwnOutcome; shop: ShopOutcome } {
  const { creators, tasks, requestsPerProfile, refereeViolations } = outcome
  const counts = { creators: creators.length, tasks, requestsPerProfile, refereeViolations }
  const { own, shop } = others
  const failures = [...failuresOf(outcome), ...failuresOfOwn(own), ...failuresOfShop(shop)]
  return { ...counts, ...others, seconds, failures }
}

function failuresOfOwn({ accounts, reels, metrics, rulesBroken }: OwnOutcome): string[] {
  const checks: [isFailed: boolean, failure: string][] = [
    [accounts.length < 2, `${accounts.length} own accounts, not 2`],
    [reels < MIN_REELS, `${reels} own Reels, not ${MIN_REELS}`],
    [metrics.every(({ actual }) => actual === null), 'no metric beside what was expected'],
    [rulesBroken > 0, `${rulesBroken} rules of Meta broken`],
  ]
  return checks.flatMap(([isFailed, failure]) => (isFailed ? [failure] : []))
}

function failuresOfShop({ drafts, approved }: ShopOutcome): string[] {
  if (drafts > 0 && approved.length === 3) return []
  return [`${drafts} drafts of the shop, and ${approved.length} approved, not 3`]
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
