import type { AnswerOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages)

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type CampaignReport = AnswerOf<'getCampaignReport'>
export type Webhook = AnswerOf<'getOutgoingWebhook'>
