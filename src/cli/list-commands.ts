import { splitPasted } from '../creator-address.ts'
import {
  onOff,
  orNull,
  query,
  UsageError,
  word,
  type ApiCommand,
  type Input,
} from './api-command.ts'
import { readText } from './read-text.ts'

/** The creators after the list, and those in a file. */
async function blogsIn({ words, options }: Input): Promise<string[]> {
  const file = options['file']
  const pasted = file === undefined ? [] : splitPasted(await readText(file))
  const blogs = [...words.slice(1), ...pasted]
  if (blogs.length === 0) throw new UsageError('name creators, or give a file with --file')
  return blogs
}

const listPath = (input: Input): string => `/api/lists/${word(input, 0)}`

const fieldsIn = ({ options }: Input) => ({
  description: orNull(options['description']),
  is_campaign: onOff('campaign', options['campaign']),
  ends_at: orNull(options['ends-at']),
})

export const LIST_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'lists list',
    usage: '[--campaign on|off] [--blog BLOG] [--limit N] [--cursor C]',
    summary: 'saved lists of creators; with --blog those that a creator is in',
    needs: 0,
    run: async (api, { options: { campaign, blog, limit, cursor } }) => {
      const isCampaign = onOff('campaign', campaign)?.toString()
      return await api.send(
        'GET',
        query('/api/lists', { campaign: isCampaign, blog, limit, cursor }),
      )
    },
  },
  {
    name: 'lists create',
    usage: 'NAME [--description D] [--campaign on|off] [--ends-at TIME]',
    summary: "make a list; a campaign's creators are kept fresher until it ends",
    needs: 1,
    run: async (api, input) =>
      await api.send('POST', '/api/lists', { name: input.words[0], ...fieldsIn(input) }),
  },
  {
    name: 'lists update',
    usage: 'LIST [--name N] [--description D] [--campaign on|off] [--ends-at TIME]',
    summary: 'change a list, named by its id or name',
    needs: 1,
    run: async (api, input) =>
      await api.send('PATCH', listPath(input), {
        name: input.options['name'],
        ...fieldsIn(input),
      }),
  },
  {
    name: 'lists show',
    usage: 'LIST',
    summary: 'one list and what its creators are; blogs list --list LIST shows them',
    needs: 1,
    run: (api, input) => api.send('GET', listPath(input)),
  },
  {
    name: 'lists members',
    usage: 'LIST [--limit N] [--cursor C]',
    summary: 'who is in a list, with notes',
    needs: 1,
    run: (api, input) => {
      const { limit, cursor } = input.options
      return api.send('GET', query(`${listPath(input)}/members`, { limit, cursor }))
    },
  },
  {
    name: 'lists add',
    usage: 'LIST [BLOG…] [--file F] [--note N]',
    summary:
      "put creators into a list, by username, address or id, or all that a text file names ('-' is standard input)",
    needs: 1,
    hasMore: true,
    run: async (api, input) =>
      await api.send('POST', `${listPath(input)}/members`, {
        blogs: await blogsIn(input),
        note: orNull(input.options['note']),
      }),
  },
  {
    name: 'lists remove',
    usage: 'LIST [BLOG…] [--file F]',
    summary: 'take creators out of a list',
    needs: 1,
    hasMore: true,
    run: async (api, input) =>
      await api.send('DELETE', `${listPath(input)}/members`, { blogs: await blogsIn(input) }),
  },
  {
    name: 'lists delete',
    usage: 'LIST',
    summary: 'remove a list; its creators stay',
    needs: 1,
    run: (api, input) => api.send('DELETE', listPath(input)),
  },
  {
    name: 'lists compare',
    usage: 'LIST',
    summary: 'the creators of a list side by side, up to 50',
    needs: 1,
    run: (api, input) => api.send('GET', `${listPath(input)}/compare`),
  },
  {
    name: 'blogs compare',
    usage: 'BLOG…',
    summary: 'creators side by side, up to 50, by username, address or id',
    needs: 1,
    hasMore: true,
    run: (api, { words }) => api.send('GET', query('/api/blogs/compare', { ids: words.join(',') })),
  },
]
