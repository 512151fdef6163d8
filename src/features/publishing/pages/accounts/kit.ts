import type { AnswerOf, BodyOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { publishingMessages } from '../../texts/publishing/index.ts'
import { messages as settingsMessages } from '../../texts/account-settings/index.ts'
import { messages } from '../../texts/accounts/index.ts'

const kit = pageKit(messages, { publishing: publishingMessages, settings: settingsMessages })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

/** An account of the pool or a connected one; `publishing` is null for one that reads creators. */
export type Account = AnswerOf<'getAccount'>
/** The publishing side of an account, without how the account is reached. */
type Publishing = NonNullable<Account['publishing']>
export type State = Publishing['state']
/** An account that posts are published on. */
export type Member = Pick<RowOf<'listAccounts'>, 'id' | 'kind' | 'username'> & {
  publishing: Publishing
}
export type States = AnswerOf<'listPublishingStates'>
export type SettingsChange = BodyOf<'updateAccount'>
