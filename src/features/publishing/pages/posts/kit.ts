import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { messages as liveMessages } from '../../texts/live/index.ts'
import { publishingMessages } from '../../texts/publishing/index.ts'
import { messages as extrasMessages } from '../../texts/post-extras/index.ts'
import { messages as editorMessages } from '../../texts/post-editor/index.ts'
import { messages as languageMessages } from '../../texts/post-language/index.ts'
import { messages as boardMessages } from '../../texts/post-board/index.ts'
import { messages as outcomeMessages } from '../../texts/post-outcomes/index.ts'
import { messages } from '../../texts/posts/index.ts'

const kit = pageKit(messages, {
  publishing: publishingMessages,
  extras: extrasMessages,
  language: languageMessages,
  editor: editorMessages,
  outcome: outcomeMessages,
  live: liveMessages,
  board: boardMessages,
})

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Post = AnswerOf<'getPost'>
export type Media = Omit<Post['media'][number], 'sha256'>
/** The language that gramd detects in a caption. */
export type Guess = AnswerOf<'guessCaptionLanguage'>
export type Caption = AnswerOf<'listPostCaptions'>['data'][number]
export type Plan = AnswerOf<'planPost'>
export type PlannedAccount = Plan['accounts'][number]
export type Execution = RowOf<'listExecutions'>
export type Upload = AnswerOf<'getUpload'>
/** The limits of Instagram for a post. */
export type Limits = AnswerOf<'getPublishingLimits'>
export type Board = AnswerOf<'getPublishingBoard'>
export type BoardPost = Board['columns'][number]['posts'][number]
