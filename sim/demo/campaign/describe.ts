import type { CampaignOutcome } from './run.ts'

/** Values at the age of a day; the post that goes has none, and a busy machine reads late. */
const MIN_MEASURED = 4

/** The course of the campaign and the address of its report, in at most 80 columns. */
export function describeCampaign(outcome: CampaignOutcome): string {
  const { name, creators, cities, days, requests, promised, posts, stories } = outcome
  return [
    '',
    `Campaign “${name}”: ${creators.length} creators of ${cities.join(' and ')} promised ${promised} results.`,
    `gramd read them three times a day for ${days.toFixed(1)} days of their clock (${requests}`,
    `requests in the last day), and found ${posts} posts and ${stories} story by their signs:`,
    ...eventsOf(outcome),
    ...numbersOf(outcome),
    'The report opens without signing in:',
    `  ${outcome.url}`,
    '',
  ].join('\n')
}

function eventsOf({ unlabelled, late, gone }: CampaignOutcome): string[] {
  return [
    ...(unlabelled === null ? [] : [`- @${unlabelled} forgot its label: an alert`]),
    ...(late === null ? [] : [`- @${late.username} was overdue, then ${late.hours} hours late`]),
    ...(gone === null ? [] : [`- @${gone}: the post is gone, as two readings found`]),
  ]
}

function numbersOf(outcome: CampaignOutcome): string[] {
  const { posts, afterOneDay, afterThreeDays, views, reactions } = outcome
  return [
    `${number(views)} views, ${number(reactions)} likes and comments so far. Of ${posts} posts,`,
    `${afterOneDay} have a value at the age of one day, ${afterThreeDays} at three.`,
    ...moneyOf(outcome),
  ]
}

function moneyOf({ currency, agreed, costPerMille }: CampaignOutcome): string[] {
  if (agreed === null || costPerMille === null) return []
  const amount = (text: string): string => `${number(Number(text))} ${currency}`
  return [`Agreed: ${amount(agreed)}; 1,000 views cost ${amount(costPerMille)}.`]
}

const number = (value: number): string => Math.round(value).toLocaleString('en')

/** The parts of the campaign that are missing at the end of the demo. */
export function failuresOfCampaign(outcome: CampaignOutcome): string[] {
  const { creators, posts, stories, unlabelled, late, gone, afterOneDay, opens } = outcome
  const checks: [isFailed: boolean, failure: string][] = [
    [posts !== creators.length, `${posts} posts of the campaign, not ${creators.length}`],
    [stories !== 1, `${stories} stories of the campaign, not 1`],
    [unlabelled === null, 'no alert about the label that was forgotten'],
    [late === null, 'the creator who was late was not overdue first'],
    [gone === null, 'the post that went is not gone'],
    [afterOneDay < MIN_MEASURED, `${afterOneDay} posts have a value at the age of a day`],
    [!opens, 'the report of the campaign does not open without signing in'],
  ]
  return checks.flatMap(([isFailed, failure]) => (isFailed ? [failure] : []))
}
