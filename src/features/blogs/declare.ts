import { CREATOR, SEARCH_FIELDS } from '../../cli/creator-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { showNumber } from '../../cli/show/value.ts'
import type { Declaration } from '../declaration.ts'

/** Returns the result of an analysis that was done at once. */
function answeredNow(answer: unknown): string {
  const [outcome, version, cost] = ['outcome', 'version', 'cost_usd'].map((name) =>
    fieldAt(answer, name),
  )
  const paid = `It cost ${showNumber('cost_usd', Number(cost))}.`
  return outcome === 'success'
    ? `The model has answered: version ${String(version)}. ${paid}`
    : `The model gave no usable answer (${String(outcome)}). ${paid}`
}

export const blogsDeclaration = {
  name: 'blogs',
  commands: [
    operationCommand('listBlogs', {
      name: 'blogs list',
      summary: 'creators, by what they are like; with --q the best matches first',
      options: SEARCH_FIELDS,
      view: {
        columns: [
          'username',
          'full_name',
          'follower_count',
          'er',
          'follower_growth_30_days',
          'scrape_status',
          'scraped_at',
        ],
        empty: 'No creator fits.',
      },
    }),
    operationCommand('readBlogQuestion', {
      name: 'blogs read',
      summary: 'how a question of people is read: "mothers in Almaty 5k+"',
      words: { q: { name: 'QUESTION', about: 'any text, in English, Russian or Kazakh' } },
    }),
    operationCommand('getBlog', {
      name: 'blogs show',
      summary: 'one creator with posts, highlights, insights and history',
      words: { id: CREATOR },
    }),
    operationCommand('analyzeBlog', {
      name: 'blogs analyze',
      summary: 'have a model describe a creator: in the next batch, or now at twice the price',
      words: { id: CREATOR },
      options: {
        mode: {
          option: 'now',
          about: 'at once, without a batch, at twice the price',
          isSwitch: true,
        },
      },
      values: ({ fields }) => ({ mode: fields.mode ? 'now' : undefined }),
      view: {
        says: (answer, { words, fields }) =>
          fields.mode
            ? answeredNow(answer)
            : `The analysis of ${words[0]} is task ${String(fieldAt(answer, 'task_id'))}.`,
      },
    }),
    operationCommand('listBlogPosts', {
      name: 'blogs posts',
      summary: 'posts of a creator, newest first',
      words: { id: CREATOR },
      view: {
        columns: ['taken_at', 'code', 'media_type', 'play_count', 'like_count', 'comment_count'],
        empty: 'No posts are known.',
      },
    }),
    operationCommand('getBlogStanding', {
      name: 'blogs standing',
      summary: 'how a creator compares with others of the same tier',
      words: { id: CREATOR },
      view: {
        columns: ['metric', 'percentile', 'low', 'median', 'high', 'creators'],
        empty: 'Fewer than 30 creators of the tier are known.',
      },
    }),
    operationCommand('getBlogAssessment', {
      name: 'blogs assess',
      summary: 'strength, steadiness, paid posts, jumps of followers and contacts of a creator',
      words: { id: CREATOR },
      options: { time_zone: 'count hours of posts in this time zone' },
    }),
    operationCommand('getBlogHistory', {
      name: 'blogs history',
      summary: 'how a creator has changed, how followers grow and when posts are made',
      words: { id: CREATOR },
      options: { interval: 'a point for each of these' },
    }),
    operationCommand('listBlogInsights', {
      name: 'blogs insights',
      summary: 'what models said of a creator, newest first',
      words: { id: CREATOR },
    }),
  ],
} as const satisfies Declaration
