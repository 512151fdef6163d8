import type { AnswerOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { watchNewsWords } from '../../../console/words/watch-news.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages, { news: watchNewsWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Watch = AnswerOf<'getWatch'>
