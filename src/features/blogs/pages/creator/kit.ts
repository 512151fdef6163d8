import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { creatorPageWords } from '../../../../console/words/creator-page.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import { taskWords } from '../../../../console/words/tasks.ts'
import { messages as insightMessages } from '../../texts/insights/index.ts'
import { messages as teamMessages } from '../../texts/team/index.ts'

const kit = pageKit(creatorPageWords, {
  creator: creatorWords,
  insight: insightMessages,
  task: taskWords,
  team: teamMessages,
})

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Creator = AnswerOf<'getBlog'>
export type Assessment = AnswerOf<'getBlogAssessment'>
export type Assessed = Assessment['posts'][number]
export type Standing = AnswerOf<'getBlogStanding'>
export type Weeks = AnswerOf<'getBlogHistory'>
export type Post = RowOf<'listBlogPosts'>
export type Version = RowOf<'listBlogInsights'>
export type Membership = RowOf<'listListsOfBlog'>
export type Task = RowOf<'listTasks'>
