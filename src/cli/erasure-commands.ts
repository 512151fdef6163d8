import { UsageError, word, type ApiCommand, type Input } from './api-command.ts'

export const ERASURE_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'blogs erase',
    usage: 'ID_OR_USERNAME --yes',
    summary:
      'remove a creator for good and keep it from coming back; says what would go without --yes',
    needs: 1,
    run: (api, input) =>
      api.send(
        'DELETE',
        `/api/blogs/${word(input, 0)}${input.flags.has('yes') ? '?erase=true' : ''}`,
      ),
  },
  {
    name: 'erasures list',
    usage: '',
    summary: 'how many creators are kept from coming back, and since when',
    needs: 0,
    run: (api) => api.send('GET', '/api/erasures'),
  },
  {
    name: 'erasures add',
    usage: 'USERNAME | --platform-id ID',
    summary: 'remove whatever is known of somebody for good and keep it from coming back',
    needs: 0,
    hasMore: true,
    run: (api, input) => api.send('POST', '/api/erasures', whom(input)),
  },
  {
    name: 'erasures lift',
    usage: 'USERNAME | --platform-id ID',
    summary: 'let somebody who was erased come back: the id or any one name lifts all',
    needs: 0,
    hasMore: true,
    run: (api, input) => api.send('DELETE', '/api/erasures', whom(input)),
  },
]

function whom({ words, options }: Input): { username: string } | { platform_id: string } {
  const id = options['platform-id']
  const [username] = words
  if (id !== undefined && words.length === 0) return { platform_id: id }
  if (username !== undefined && words.length === 1 && id === undefined) return { username }
  throw new UsageError('expected either a username or --platform-id ID')
}
