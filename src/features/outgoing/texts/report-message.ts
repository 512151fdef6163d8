import { formatsOf, type Formats } from '../../../console/formats.ts'
import { LANGUAGES, translator, type Translate } from '../../../console/messages.ts'
import { messages } from './message/index.ts'

type Money = string | null
/** The facts of a report, as getCampaignSummary has them. */
type CampaignSummary = {
  campaign: { name: string; time_zone: string; day: number | null; days: number | null }
  totals: Record<
    | 'promised'
    | 'delivered'
    | 'published'
    | 'gone'
    | 'reels'
    | 'views'
    | 'reactions'
    | 'reactions_of',
    number
  > &
    Record<'agreed' | 'agreed_published' | 'cost_per_mille' | 'cost_per_engagement', Money> & {
      currency: string | null
      missing_rates: readonly string[]
    }
  open_alerts: number
  best: readonly {
    username: string
    value: number
    basis: 'views' | 'reactions'
    url: string | null
  }[]
}
type Sentence = { sentence: string; link?: string }
type Words = { t: Translate<keyof typeof messages.en>; formats: Formats }

type Report = {
  summary: CampaignSummary
  language: string
  isLast: boolean
  /** The address of the whole report; undefined where gramd does not know its own. */
  link: string | undefined
}

/** Writes the report of a campaign in a language: its title, and a sentence for each fact. */
export function writeReport({ summary, language, isLast, link }: Report): {
  title: string
  items: Sentence[]
} {
  const known = LANGUAGES.find((each) => each === language) ?? 'en'
  const formats = formatsOf(known, summary.campaign.time_zone)
  const words = { t: translator(known, messages), formats }
  return {
    title: titleOf(words, summary, isLast),
    items: [
      ...publishedIn(words, summary),
      ...moneyIn(words, summary),
      ...bestIn(words, summary),
      {
        sentence:
          summary.open_alerts === 0
            ? words.t('noAlerts')
            : words.t('alerts', { n: summary.open_alerts }),
      },
      ...(link === undefined ? [] : [{ sentence: words.t('link'), link }]),
    ],
  }
}

function titleOf({ t }: Words, { campaign }: CampaignSummary, isLast: boolean): string {
  const { name, day, days } = campaign
  if (isLast) return t('titleLast', { campaign: name })
  if (day === null || days === null) return t('title', { campaign: name })
  return t('titleDay', { campaign: name, n: day, days })
}

function publishedIn({ t, formats }: Words, { totals }: CampaignSummary): Sentence[] {
  const { promised, delivered, published, gone, reels, views, reactions, reactions_of } = totals
  if (published === 0 && promised === 0) return [{ sentence: t('nothingYet') }]
  const done = { done: formats.number(delivered), promised: formats.number(promised) }
  return [
    promised === 0 ? t('published', { n: published }) : t('delivered', done),
    ...(gone === 0 ? [] : [t('gone', { n: gone })]),
    ...(reels === 0 ? [] : [t('views', { n: views })]),
    ...(reactions_of === 0 ? [] : [t('reactions', { n: reactions })]),
  ].map((sentence) => ({ sentence }))
}

function moneyIn({ t, formats }: Words, { totals }: CampaignSummary): Sentence[] {
  const { currency, agreed, agreed_published: published, missing_rates: missing } = totals
  const money = (amount: string | null): string =>
    amount === null || currency === null ? '–' : formats.amount(amount, currency)
  return [
    ...(agreed === null
      ? []
      : [t('agreed', { amount: money(agreed), published: money(published) })]),
    ...(totals.cost_per_mille === null
      ? []
      : [t('perMille', { amount: money(totals.cost_per_mille) })]),
    ...(totals.cost_per_engagement === null
      ? []
      : [t('perReaction', { amount: money(totals.cost_per_engagement) })]),
    ...(missing.length === 0 ? [] : [t('missingRates', { currencies: missing.join(', ') })]),
  ].map((sentence) => ({ sentence }))
}

function bestIn({ t }: Words, { best }: CampaignSummary): Sentence[] {
  const [first] = best
  if (!first) return []
  const { username, value: n, basis, url } = first
  const sentence = t(basis === 'views' ? 'bestViews' : 'bestReactions', { username, n })
  return [{ sentence, ...(url !== null && { link: url }) }]
}
