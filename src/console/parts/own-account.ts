import type { AnswerOf, RowOf } from '../api.ts'
import { messageOf, translator, type Language } from '../messages.ts'
import type { PageContext } from '../page.ts'
import type { IconName } from '../icons.ts'
import { ownAccountMessages } from '../words/own-accounts.ts'
import { badge } from './badge.ts'

type OwnAccount = RowOf<'listOwnAccounts'>
type Uses = AnswerOf<'getOwnAccount'>['uses']

const SIGNS = {
  active: 'done',
  expiring: 'resting',
  auth_error: 'person',
  revoked: 'cancelled',
  error: 'failed',
} as const satisfies Record<OwnAccount['state'], IconName>

const findText = (language: Language, key: string): string | undefined =>
  messageOf(language, ownAccountMessages, key)

export const stateBadge = ({ language }: PageContext, { state }: OwnAccount) =>
  badge(SIGNS[state], translator(language, ownAccountMessages)(`is_${state}`))

/** The reason for its state, and what to do; undefined when there is nothing to say. */
export function stateReason({ language }: PageContext, account: OwnAccount): string | undefined {
  const { state_reason: reason, state_text: text } = account
  if (reason === null) return undefined
  return findText(language, `reason_${reason}`) ?? text ?? undefined
}

/** The purpose of a right in words; its name without a text. */
export const rightText = ({ language }: PageContext, right: string): string =>
  findText(language, `right_${right.replace('instagram_business_', 'instagram_')}`) ??
  findText(language, 'right_other') ??
  right

/** Returns the uses of an account, each with its number. */
export function usesText({ language, formats }: PageContext, uses: Uses): string {
  const t = translator(language, ownAccountMessages)
  return uses
    .map(({ what, count }) => {
      const name = findText(language, `use_${what}`) ?? what.replaceAll('_', ' ')
      return t('useCount', { name, count: formats.number(count) })
    })
    .join(', ')
}
