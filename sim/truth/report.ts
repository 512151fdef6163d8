import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Client } from 'pg'
import { z } from 'zod'
import type { World } from '../instagram/world/world.ts'
import { countsText, sumOf } from '../run/report.ts'
import type { ScrapeSize } from './expected.ts'
import { differencesOf, scrapeFailures, type Difference } from './judge.ts'
import { describeCampaign, type CampaignReport } from '../campaigns/report.ts'
import type { CatalogTruth } from './catalog.ts'
import type { OfficialReport } from './official.ts'
import { readStored } from './stored.ts'

export type TruthReport = {
  creators: number
  minutes: number
  /** Creators by status. */
  statuses: Record<string, number>
  /** The requests of the scrapes that report them: how many scrapes, the mean and the most. */
  requests: { scrapes: number; mean: number; most: number }
  /** gramd's log lines above info, by message. */
  warnings: Record<string, number>
  differences: Difference[]
  /** Creators that were erased at the end, to look for traces. */
  erased: number
  official: OfficialReport
  catalog: CatalogTruth
  campaign: CampaignReport
  failures: string[]
}

type Judged = Pick<TruthReport, 'statuses' | 'requests' | 'differences' | 'failures'>

const CREATORS_PER_QUERY = 100

/** Compares the stored rows of these creators with their world. */
export async function judgeAll(
  client: Client,
  world: World,
  usernames: readonly string[],
  size: ScrapeSize,
): Promise<Judged> {
  const statuses: Record<string, number> = {}
  const differences: Difference[] = []
  const failures: string[] = []
  const costs: number[] = []
  for (let from = 0; from < usernames.length; from += CREATORS_PER_QUERY) {
    const some = usernames.slice(from, from + CREATORS_PER_QUERY)
    const stored = await readStored(client, some)
    for (const username of some) {
      const creator = stored.get(username)
      const status = creator?.status ?? 'missing'
      statuses[status] = (statuses[status] ?? 0) + 1
      if (typeof creator?.task?.requests === 'number') costs.push(creator.task.requests)
      failures.push(...scrapeFailures(world, username, creator, size))
      if (creator?.task) differences.push(...differencesOf(world, username, creator, size))
    }
  }
  if (differences.length > 0) failures.push(`${differences.length} fields are not as in truth`)
  const mean = Math.round((sumOf(costs) / Math.max(costs.length, 1)) * 100) / 100
  const requests = { scrapes: costs.length, mean, most: Math.max(0, ...costs) }
  return { statuses, requests, differences, failures }
}

const LogLine = z.object({ level: z.string(), msg: z.string() })

/** Log lines above info, by message. */
export async function countWarnings(logFile: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    if (!line.startsWith('{')) continue
    const { level, msg } = LogLine.parse(JSON.parse(line))
    if (level !== 'info' && level !== 'debug') counts[msg] = (counts[msg] ?? 0) + 1
  }
  return counts
}

const MAX_EXAMPLES = 20

const describeOfficial = (official: OfficialReport): string =>
  [
    `own accounts through the official API: ${official.accounts}, ${official.posts} posts, ` +
      `${official.snapshots} snapshots, ${official.requests} requests`,
    `values that differ from the truth: ${official.differences.length}`,
    ...official.differences.map(
      ({ of, field, expected, stored }) =>
        `  ${of} ${field}: ${JSON.stringify(expected)} in truth, ${JSON.stringify(stored)} stored`,
    ),
  ].join('\n')

const describeCatalog = ({ truthful, lying, misreading }: CatalogTruth): string =>
  [
    `shops: ${truthful.shops}, ${truthful.posts} posts, ${truthful.drafts} drafts in ` +
      `${truthful.tookSeconds} s; ${truthful.skipped} posts that sell were left out by the rules`,
    `values of drafts that differ from the truth: ${truthful.differences.length}; invented ` +
      `values of a lying model that survive: ${lying.differences.length}; values of a ` +
      `misreading one without a flag: ${misreading.differences.length}`,
    ...[...truthful.differences, ...lying.differences, ...misreading.differences]
      .slice(0, MAX_EXAMPLES)
      .map(
        ({ label, field, expected, stored }) =>
          `  ${label} ${field}: ${JSON.stringify(expected)} in truth, ${JSON.stringify(stored)} stored`,
      ),
  ].join('\n')

export function describeReport(report: TruthReport): string {
  const { requests, differences } = report
  return [
    `${report.creators} creators in ${report.minutes} min: ${countsText(report.statuses)}`,
    `requests per profile: ${requests.mean} on average, ${requests.most} at most (${requests.scrapes} scrapes)`,
    `warnings: ${countsText(report.warnings)}`,
    `fields that differ from the truth: ${differences.length}`,
    ...differences
      .slice(0, MAX_EXAMPLES)
      .map(
        ({ username, field, expected, stored }) =>
          `  ${username} ${field}: ${JSON.stringify(expected)} in truth, ${JSON.stringify(stored)} in the database`,
      ),
    `creators erased at the end: ${report.erased}`,
    describeOfficial(report.official),
    describeCatalog(report.catalog),
    describeCampaign(report.campaign),
  ].join('\n')
}
