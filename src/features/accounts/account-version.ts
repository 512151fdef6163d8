import type { Answerable } from '../../http/operations/declared.ts'
import type { z } from '../../http/router.ts'
import type { AccountDetail } from './account-item.ts'
import type { AccountBrief } from './account-page.ts'

type Detail = Answerable<z.output<typeof AccountDetail>>
type Brief = Answerable<z.output<typeof AccountBrief>>

/**
 * Returns the values of an account that a person sets and can see. Its password and its setup key
 * are not shown, and values that follow from time (age, stage of a warm-up, limits of now) change
 * by themselves: none of them makes a version.
 */
export const versionOfAccount = (account: Detail | Brief): unknown => [
  'proxy' in account ? settingsOf(account) : null,
  publishingOf(account.publishing),
]

const settingsOf = ({
  proxy,
  time_zone,
  automatic_renewal,
  notes,
  app,
  purpose,
  warm_up_from,
}: Detail) => [
  proxy?.id ?? null,
  time_zone,
  automatic_renewal,
  notes,
  app,
  purpose,
  warm_up_from !== null,
]

function publishingOf(publishing: Detail['publishing']): unknown {
  if (publishing === null) return null
  const { language, formality, posts_limit_per_day, warmup_stage, groups, details } = publishing
  return [
    language,
    formality,
    posts_limit_per_day,
    details?.warms_up_by_age === true ? null : warmup_stage,
    details?.born_at ?? null,
    groups.map(({ id }) => String(id)).toSorted(),
  ]
}
