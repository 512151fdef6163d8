import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { metricMessages } from '../../../console/words/metrics.ts'
import { ownAccountMessages } from '../../../console/words/own-accounts.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages, { ownAccount: ownAccountMessages, metric: metricMessages })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type OwnAccount = RowOf<'listOwnAccounts'>
export type OwnAccountDetails = AnswerOf<'getOwnAccount'>
/** The numbers of an account by day, and its audience. */
export type Days = AnswerOf<'getOwnAccountInsights'>
/** The newest Reels beside those before them. */
export type Comparison = AnswerOf<'getOwnReelsComparison'>
export type Reel = Comparison['newest'][number]
export type BestTimes = AnswerOf<'getOwnReelsBestTimes'>
export type Binding = RowOf<'listBindings'>
/** A version of a project with what was expected of it, and what came. */
export type Measured = RowOf<'getProjectPerformance'>
/** The pages that a person let gramd read. */
export type Offer = AnswerOf<'listConnectingChoices'>
export type Choice = Offer['choices'][number]
/** The way to a dialog of Meta's. */
export type Begun = AnswerOf<'beginConnecting'>

export const STATES = [
  'active',
  'expiring',
  'auth_error',
  'revoked',
  'error',
] as const satisfies readonly OwnAccount['state'][]

export const LOGINS = ['facebook', 'instagram'] as const satisfies readonly OwnAccount['login'][]
export type Login = (typeof LOGINS)[number]

/** Refusals that these pages explain by themselves: all but a session that has ended. */
export const REFUSALS: readonly number[] = [400, 403, 404, 409, 422, 429]
