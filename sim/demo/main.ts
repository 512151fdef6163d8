// The main job, end to end, on local stand-ins: `npm run demo [-- --exit] [--json]`.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { startLocalGramd, type LocalGramd, type LocalGramdOptions } from '../run/local-gramd.ts'
import { flag, readRunOptions, wholeNumber } from '../run/options.ts'
import { addAccounts } from '../run/accounts.ts'
import { folderOf } from '../run/program.ts'
import { oneDecimal, printReport, type RunReport } from '../run/report.ts'
import { stopSignal } from '../run/signals.ts'
import { worldOf } from '../run/world.ts'
import { describeCampaign, failuresOfCampaign } from './campaign/describe.ts'
import { runCampaign, type CampaignOutcome } from './campaign/run.ts'
import { describeOutcome } from './describe.ts'
import { describeOwn } from './describe-own.ts'
import { furnishConsole } from './furnish.ts'
import { howToConnect, whatRemains } from './instructions.ts'
import { runScenario, type Outcome, type Step } from './scenario.ts'
import { followOwnReels, type OwnOutcome } from './own-accounts.ts'
import { describePublished, makeGroup, publishPost, type PublishedOutcome } from './publish.ts'
import { slowness, speedOn } from './pace.ts'
import { createScreen } from './screen.ts'
import { describeShop, scanShop, type ShopOutcome } from './shop.ts'

/**
 * Mothers in Almaty, trainers in Astana, make-up in Moscow, travel from Dubai, technology in
 * Tashkent.
 */
const HASHTAGS = ['алматымама', 'астанафитнес', 'москвабьюти', 'dubaitravel', 'ташкентайти']
const POSTS = 10
const READERS = 5
/** The accounts of the pool that publish; the own accounts publish, too. */
const PUBLISHERS = 4
const SPEED = 300
/** While own posts and a campaign are followed: two days in under a minute. */
const OWN_SPEED = 3_600
const OWN_HOURS = 49
const SEED = 'demo'
const MIN_CREATORS = 25
const MIN_REELS = 40
/** To publish by Meta's API. */
const RIGHTS = 'instagram_content_publish,instagram_manage_comments'

const options = readRunOptions({
  name: 'npm run demo',
  summary: 'the main job, end to end, and a post on six accounts, on local stand-ins',
  options: {
    exit: flag('end when the job is done, instead of serving until Ctrl-C'),
    port: wholeNumber.default(8001).describe('of gramd; 0 takes a free one'),
    json: flag('print the result as JSON; progress goes to standard error'),
  },
})
const stopped = stopSignal()
const worldAt = new Date()
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
  const ownSpeed = speedOn(OWN_SPEED, await slowness())
  const busy = ownSpeed < OWN_SPEED / 2 ? ' This machine is busy, so all takes longer.' : ''
  say(
    'Starting PostgreSQL, stand-ins for Instagram, Meta, OpenAI and a translation service, ' +
      `and gramd. Their clock runs ${ownSpeed.toLocaleString('en')} times as fast as real time, ` +
      `later at most ${SPEED} times.${busy}`,
  )
  const gramd = await startLocalGramd(gramdOptions(ownSpeed))
  try {
    say(`gramd listens on ${gramd.url}. Its log: ${gramd.logFile}`)
    const { own, campaign } = await followDays(gramd, screen)
    const speed = speedOn(SPEED, await slowness())
    await gramd.setSpeed(speed)
    startedAt = performance.now()
    if (!options.json) say(`${describeOwn(own)}${describeCampaign(campaign)}`)
    // Neither the shop nor what is published needs the accounts that read: they do not wait for the
    // main job.
    const pool = gramd.standIns.instagram.accounts.slice(READERS)
    const group = await makeGroup(gramd, { pool, connections: own.connections })
    const [outcome, shop, published] = await Promise.all([
      runScenario(gramd, scenarioOf(screen)),
      scanShop(gramd, stopped),
      publishPost(gramd, group, stopped),
    ])
    screen.end()
    if (!options.json) say(`${describeShop(shop)}${describePublished(published)}`)
    const report = reportOf(
      outcome,
      { own, campaign, shop, published },
      oneDecimal((performance.now() - startedAt) / 1_000),
    )
    const describe = (): string =>
      describeOutcome(withoutThose(outcome, campaign), report.seconds, speed)
    const exitCode = printReport(report, { json: options.json, describe })
    if (!options.exit && !stopped.aborted) {
      const invitations = await furnishConsole(gramd, outcome, READERS)
      say(howToConnect(gramd, invitations, campaign.url))
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

/** The creators of the campaign were known before the job began. */
function withoutThose(outcome: Outcome, { creators: known }: CampaignOutcome): Outcome {
  const creators = outcome.creators.filter(({ username }) => !known.includes(username))
  return { ...outcome, creators }
}

/** Follows own Reels for two days and a campaign until its third, both at once. */
async function followDays(
  gramd: LocalGramd,
  screen: ReturnType<typeof createScreen>,
): Promise<{ own: OwnOutcome; campaign: CampaignOutcome }> {
  await addAccounts(gramd, READERS)
  let isFollowed = false
  const own = followOwnReels(gramd, {
    hours: OWN_HOURS,
    onHour: (hour) => screen.show({ stage: 'own', hour, hours: OWN_HOURS }),
    signal: stopped,
  }).finally(() => (isFollowed = true))
  const campaign = runCampaign(gramd, {
    world: worldOf({ seed: SEED, worldAt }),
    onDay: (day, days, found) => {
      if (isFollowed) screen.show({ stage: 'campaign', day, days, found })
    },
    signal: stopped,
  })
  const [ownOutcome, campaignOutcome] = await Promise.all([own, campaign])
  screen.end()
  return { own: ownOutcome, campaign: campaignOutcome }
}

function gramdOptions(speed: number): LocalGramdOptions {
  return {
    folder: folderOf('demo'),
    accounts: READERS + PUBLISHERS,
    speed,
    seed: SEED,
    worldAt,
    port: options.port,
    pictures: 'drawn',
    settings: {
      META_EXTRA_RIGHTS: RIGHTS,
      GRAMD_WEBHOOK_VERIFY_TOKEN: randomBytes(24).toString('base64url'),
      // Minutes of a clock that runs hundreds of times too fast: a busy machine must miss no post.
      GRAMD_PUBLISH_LATE_MINUTES: '10080',
    },
  }
}

function scenarioOf(screen: ReturnType<typeof createScreen>) {
  return {
    hashtags: HASHTAGS,
    posts: POSTS,
    readers: READERS,
    hasPool: true,
    onStep: (step: Step): void => screen.show(step),
    signal: stopped,
  }
}

type Others = {
  own: OwnOutcome
  campaign: CampaignOutcome
  shop: ShopOutcome
  published: PublishedOutcome
}

function reportOf(
  outcome: Outcome,
  others: Others,
  seconds: number,
): RunReport & Others & { seconds: number } {
  const { creators, tasks, requestsPerProfile, refereeViolations } = outcome
  const counts = { creators: creators.length, tasks, requestsPerProfile, refereeViolations }
  const { own, campaign, shop, published } = others
  const failures = [
    ...failuresOf(outcome),
    ...failuresOfOwn(own),
    ...failuresOfCampaign(campaign),
    ...failuresOfShop(shop),
    ...failuresOfPublished(published),
  ]
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

function failuresOfPublished({ publications, rulesBroken }: PublishedOutcome): string[] {
  const done = publications.filter(({ status }) => status === 'success').length
  const captions = new Set(publications.map(({ caption }) => caption)).size
  const wanted = PUBLISHERS + 2
  return [
    ...(done === wanted ? [] : [`the post is on ${done} accounts, not ${wanted}`]),
    ...(captions === 3 ? [] : [`${captions} captions, not one for each of three languages`]),
    ...(rulesBroken === 0 ? [] : [`${rulesBroken} rules of Meta broken while publishing`]),
  ]
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
