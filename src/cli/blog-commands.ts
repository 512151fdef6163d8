import { query, word, type ApiCommand } from './api-command.ts'

export const BLOG_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'blogs list',
    usage:
      '[--min-followers N] [--category C] [--status S] [--language L] [--sort F] [--limit N] [--cursor C]',
    summary: 'creators',
    needs: 0,
    run: (api, { options: { category, status, language, sort, limit, cursor, ...rest } }) =>
      api.send(
        'GET',
        query('/api/blogs', {
          min_followers: rest['min-followers'],
          category,
          status,
          language,
          sort,
          limit,
          cursor,
        }),
      ),
  },
  {
    name: 'blogs show',
    usage: 'ID_OR_USERNAME',
    summary: 'one creator with posts, highlights, insights and history',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/blogs/${word(input, 0)}`),
  },
]
