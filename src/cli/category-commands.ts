import { query, UsageError, word, type ApiCommand } from './api-command.ts'

const listOf = (value: string | undefined): string[] | undefined =>
  value
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

export const CATEGORY_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'categories list',
    usage: '[--limit N] [--cursor C]',
    summary: 'what creators can be about, with how many are',
    needs: 0,
    run: (api, { options: { limit, cursor } }) =>
      api.send('GET', query('/api/categories', { limit, cursor })),
  },
  {
    name: 'categories show',
    usage: 'CATEGORY',
    summary: 'one category, with the topics that were put into it by a guess',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/categories/${word(input, 0)}`),
  },
  {
    name: 'categories add',
    usage: 'NAME [--synonyms A,B]',
    summary: 'make a category',
    needs: 1,
    run: (api, { words, options }) =>
      api.send('POST', '/api/categories', {
        name: words[0],
        synonyms: listOf(options['synonyms']),
      }),
  },
  {
    name: 'categories rename',
    usage: 'CATEGORY NAME',
    summary: 'give a category another name; the old one becomes a synonym',
    needs: 2,
    run: (api, input) =>
      api.send('PATCH', `/api/categories/${word(input, 0)}`, { name: input.words[1] }),
  },
  {
    name: 'categories merge',
    usage: 'CATEGORY INTO',
    summary: 'move the creators and words of a category into another',
    needs: 2,
    run: (api, input) =>
      api.send('POST', `/api/categories/${word(input, 0)}/merge`, { into: input.words[1] }),
  },
  {
    name: 'categories remove',
    usage: 'CATEGORY',
    summary: 'remove a category; what fits no other becomes unknown',
    needs: 1,
    run: (api, input) => api.send('DELETE', `/api/categories/${word(input, 0)}`),
  },
  {
    name: 'topics unknown',
    usage: '[--ignored] [--limit N] [--cursor C]',
    summary: 'topics of creators that fit no category',
    needs: 0,
    run: (api, { options: { limit, cursor }, flags }) =>
      api.send(
        'GET',
        query('/api/topics/unknown', {
          ignored: flags.has('ignored') ? 'true' : undefined,
          limit,
          cursor,
        }),
      ),
  },
  {
    name: 'topics map',
    usage: 'TOPIC --category C | --ignore | --heed',
    summary: 'say which category a topic means, that it means none, or that it is to be matched',
    needs: 1,
    run: (api, { words, options: { category }, flags }) => {
      const meanings = [category !== undefined, flags.has('ignore'), flags.has('heed')]
      if (meanings.filter(Boolean).length !== 1)
        throw new UsageError('give exactly one of --category, --ignore and --heed')
      const ignore = category === undefined ? flags.has('ignore') : undefined
      return api.send('POST', '/api/topics/map', { topic: words[0], category, ignore })
    },
  },
]
