import type { AnswerOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { storyWords } from '../../../console/words/stories.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages, { story: storyWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type StoryList = AnswerOf<'getStoryList'>
