import type { AnswerOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { publishingMessages } from '../../texts/publishing/index.ts'
import { messages as outcomeMessages } from '../../texts/post-outcomes/index.ts'
import { messages } from '../../texts/home/index.ts'

const kit = pageKit(messages, { publishing: publishingMessages, outcome: outcomeMessages })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type AgendaPost = AnswerOf<'getPublishingAgenda'>['posts'][number]
