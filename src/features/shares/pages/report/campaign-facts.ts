import type { Results, Summary } from './campaign-read.ts'
import type { Fact } from './creator-facts.ts'
import type { Report } from './report.ts'

/** The answer in one sentence. */
export function campaignTitle({ t }: Report, { totals }: Summary): string {
  const { delivered, promised, published, views } = totals
  if (published === 0) return t('campTitleNone')
  return promised === 0
    ? t('campTitlePlain', { n: published, views })
    : t('campTitle', { n: delivered, promised, views })
}

/** When it runs, and what is not as promised. */
export function campaignLead(
  { t, formats }: Report,
  { campaign, totals }: Summary,
  { creators, alerts }: Results,
): string {
  const { starts_on: from, ends_on: to, day, days } = campaign
  const when =
    from === null || to === null
      ? []
      : day === null || days === null
        ? [t('campWhen', { from: formats.day(from), to: formats.day(to) })]
        : [t('campWhenDay', { from: formats.day(from), to: formats.day(to), day, days })]
  const late = creators.filter(({ state }) => state === 'overdue').length
  const unlabelled = alerts.filter(({ kind }) => kind === 'not_labelled').length
  return [
    ...when,
    ...(late === 0 ? [] : [t('campLate', { n: late })]),
    ...(totals.gone === 0 ? [] : [t('campGone', { n: totals.gone })]),
    ...(unlabelled === 0 ? [] : [t('campUnlabelled', { n: unlabelled })]),
  ].join(' ')
}

export function campaignFacts(report: Report, { totals }: Summary): Fact[] {
  const { t, formats } = report
  const { promised, delivered, published, gone } = totals
  return [
    {
      label: t('campPublished'),
      value:
        promised === 0
          ? formats.number(published)
          : t('campOf', { out: formats.number(delivered), promised: formats.number(promised) }),
      aside: gone === 0 ? '' : t('campGoneAside', { n: gone }),
    },
    {
      label: t('campViews'),
      value: totals.reels === 0 ? '–' : formats.number(totals.views),
      aside: t('campViewsOf', { n: totals.reels }),
    },
    {
      label: t('campReactions'),
      value: totals.reactions_of === 0 ? '–' : formats.number(totals.reactions),
      aside: t('campReactionsOf', { n: totals.reactions_of }),
    },
    ...costs(report, totals),
  ]
}

function costs({ t, formats, share }: Report, totals: Summary['totals']): Fact[] {
  const { currency, agreed_published: cost, cost_per_mille: mille } = totals
  if (!share.show_prices || currency === null || cost === null) return []
  return [
    {
      label: t('campCost'),
      value: formats.amount(cost, currency),
      aside: t('campCostAside'),
    },
    ...(mille === null
      ? []
      : [
          {
            label: t('campMille'),
            value: formats.amount(mille, currency),
            aside: t('campMilleAside'),
          },
        ]),
  ]
}
