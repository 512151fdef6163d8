import { word, type ApiCommand } from './api-command.ts'

export const PERSON_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'persons show',
    usage: 'PERSON_OR_BLOG',
    summary: 'a person with all profiles that are known to be theirs',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/persons/${word(input, 0)}`),
  },
  {
    name: 'persons join',
    usage: 'BLOG BLOG…',
    summary: 'make profiles those of one person: the person of the first one stays',
    needs: 2,
    hasMore: true,
    run: (api, { words }) => api.send('POST', '/api/persons/join', { blogs: words }),
  },
  {
    name: 'persons part',
    usage: 'BLOG',
    summary: 'give a profile a person of its own again',
    needs: 1,
    run: (api, { words }) => api.send('POST', '/api/persons/part', { blog: words[0] }),
  },
]
