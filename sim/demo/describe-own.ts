import { layTable } from '../../src/cli/show/table.ts'
import type { OwnOutcome } from './own-accounts.ts'

const WIDTH = 80
const HEAD = ['metric', 'expected', 'came', 'difference']
const LOGIN_NAMES: Readonly<Record<string, string>> = {
  facebook: 'Facebook Login',
  instagram: 'Instagram Login',
}

/**
 * Describes the expected and the actual numbers of a version, with advice, in at most 80 columns.
 */
export function describeOwn(outcome: OwnOutcome): string {
  const { accounts, reels, syncs, calls, hours, project, metrics, advice, rulesBroken } = outcome
  const names = accounts.map(
    ({ username, login }) => `@${username} (${LOGIN_NAMES[login] ?? login})`,
  )
  return [
    '',
    `Own accounts: ${names.join(' and ')}.`,
    `${reels} Reels were followed for ${hours} hours on their clock: ${syncs} readings of metrics,`,
    `${calls} calls of Meta's official API, ` +
      (rulesBroken === 0 ? 'within its limits.' : `${rulesBroken} rules broken.`),
    `One of them was made from version 1 of the project “${project}”:`,
    ...layTable(
      HEAD,
      metrics.map(({ metric, predicted, actual, delta }) => [
        metric,
        display(predicted).padStart(8),
        display(actual).padStart(8),
        (delta === null ? '–' : `${delta > 0 ? '+' : ''}${Math.round(100 * delta)} %`).padStart(10),
      ]),
      WIDTH,
    ),
    ...advice.map((line) => `- ${line}`),
    '',
  ].join('\n')
}

const display = (value: number | null): string =>
  value === null ? '–' : value.toLocaleString('en', { maximumFractionDigits: 2 })
