import { countsText, type RunReport } from '../run/report.ts'
import type { Verdict } from './judge.ts'

export type CampaignReport = RunReport & Verdict & { minutes: number; requests: number }

/** The least share of the campaign's posts that gramd has to find. */
const RECALL = 0.95

const recallOf = ({ published, found }: Verdict): number =>
  published === 0 ? 1 : found / published

/** The failures in a verdict; differences and alerts count, too. */
export function verdictFailures(verdict: Verdict): string[] {
  const recall = recallOf(verdict)
  return [
    ...(recall < RECALL
      ? [
          `${verdict.found} of ${verdict.published} posts and stories were found, fewer than ${RECALL * 100} %`,
        ]
      : []),
    ...verdict.falseResults.map((result) => `not of the campaign: ${result}`),
    ...verdict.storedOfPrivate.map((creator) => `stored of a private profile: ${creator}`),
    ...verdict.differences,
    ...verdict.alerts,
  ]
}

/** The report in some lines. */
export const describeCampaign = (verdict: CampaignReport): string =>
  [
    `posts and stories of the campaign: ${verdict.found} of ${verdict.published} found ` +
      `(${(recallOf(verdict) * 100).toFixed(1)} %)`,
    `of these, stories: ${verdict.foundStories} of ${verdict.publishedStories}`,
    `posts with a value at the age of a day: ${verdict.measured}; without: ${countsText(verdict.unmeasured)}`,
    `posts and stories that are none of the campaign: ${verdict.falseResults.length}`,
    `private profiles with stored stories: ${verdict.storedOfPrivate.length}`,
    `labels and ends that differ: ${verdict.differences.length}`,
    `alerts that are missing or have no reason: ${verdict.alerts.length}`,
    `requests: ${verdict.requests}`,
    `minutes: ${verdict.minutes}`,
  ].join('\n')
