import { command, query, word } from '../../cli/command.ts'
import { CREATOR, SEARCH_OPTIONS, searchIn } from '../../cli/creator-options.ts'
import { PAGE, choice, flag, type Options } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { showNumber } from '../../cli/show/value.ts'
import type { Declaration } from '../declaration.ts'

/** What became of an analysis that was not to wait. */
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
    command<Options>({
      name: 'blogs list',
      summary: 'creators, by what they are like; with --q the best matches first',
      options: { ...SEARCH_OPTIONS, ...PAGE },
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
      run: async (api, { options }) =>
        await api.send(
          'GET',
          query('/api/blogs', {
            ...searchIn(options),
            limit: options['limit'],
            cursor: options['cursor'],
          }),
        ),
    }),
    command({
      name: 'blogs show',
      summary: 'one creator with posts, highlights, insights and history',
      words: [CREATOR],
      run: async (api, input) => await api.send('GET', `/api/blogs/${word(input, 0)}`),
    }),
    command({
      name: 'blogs analyze',
      summary: 'have a model describe a creator: in the next batch, or now at twice the price',
      words: [CREATOR],
      options: { now: flag('at once, without a batch, at twice the price') },
      view: {
        says: (answer, { words, options }) =>
          options.now
            ? answeredNow(answer)
            : `The analysis of ${words[0]} is task ${String(fieldAt(answer, 'task_id'))}.`,
      },
      run: async (api, input) =>
        await api.send(
          'POST',
          query(`/api/blogs/${word(input, 0)}/analyze`, {
            mode: input.options.now ? 'now' : undefined,
          }),
        ),
    }),
    command({
      name: 'blogs posts',
      summary: 'posts of a creator, newest first',
      words: [CREATOR],
      options: PAGE,
      view: {
        columns: ['taken_at', 'code', 'media_type', 'play_count', 'like_count', 'comment_count'],
        empty: 'No posts are known.',
      },
      run: async (api, input) =>
        await api.send('GET', query(`/api/blogs/${word(input, 0)}/posts`, input.options)),
    }),
    command({
      name: 'blogs standing',
      summary: 'where a creator stands among those of the same tier',
      words: [CREATOR],
      view: {
        columns: ['metric', 'percentile', 'low', 'median', 'high', 'creators'],
        empty: 'Fewer than 30 creators of the tier are known.',
      },
      run: async (api, input) => await api.send('GET', `/api/blogs/${word(input, 0)}/standing`),
    }),
    command({
      name: 'blogs history',
      summary: 'how a creator has changed, how followers grow and when posts are made',
      words: [CREATOR],
      options: {
        interval: choice(['scrape', 'week', 'month'], 'a point for each of these'),
        ...PAGE,
      },
      run: async (api, input) =>
        await api.send('GET', query(`/api/blogs/${word(input, 0)}/history`, input.options)),
    }),
    command({
      name: 'blogs insights',
      summary: 'what models said of a creator, newest first',
      words: [CREATOR],
      options: PAGE,
      run: async (api, input) =>
        await api.send('GET', query(`/api/blogs/${word(input, 0)}/insights`, input.options)),
    }),
  ],
} as const satisfies Declaration
