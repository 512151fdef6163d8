import type { AnswerOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages)

export const { definePage, editPages } = kit
export type Context = ContextOf<typeof kit>

export type Campaign = AnswerOf<'getCampaign'>
export type Results = AnswerOf<'getCampaignResults'>
export type CreatorOf = Results['creators'][number]
export type Result = CreatorOf['results'][number]
export type Alert = Results['alerts'][number]

export const pathOf = ({ id }: { id: string }): string => `/console/campaigns/${id}`

/** A creator's name for people. */
export const nameOf = ({ full_name, username }: { full_name: string | null; username: string }) =>
  full_name ?? `@${username}`
