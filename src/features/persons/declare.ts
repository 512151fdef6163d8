import { command, word } from '../../cli/command.ts'
import { CREATOR } from '../../cli/creator-options.ts'
import type { Declaration } from '../declaration.ts'

export const personsDeclaration = {
  name: 'persons',
  commands: [
    command({
      name: 'persons show',
      summary: 'a person with all profiles that are known to be theirs',
      words: [{ name: 'PERSON', about: 'its id, or one of its creators', field: 'id' }],
      run: async (api, input) => await api.send('GET', `/api/persons/${word(input, 0)}`),
    }),
    command({
      name: 'persons join',
      summary: 'make profiles those of one person: the person of the first one stays',
      words: [
        { ...CREATOR, field: 'blogs' },
        { ...CREATOR, about: 'those who are the same person', field: 'blogs', many: true },
      ],
      run: async (api, { words }) => await api.send('POST', '/api/persons/join', { blogs: words }),
    }),
    command({
      name: 'persons part',
      summary: 'give a profile a person of its own again',
      words: [{ ...CREATOR, field: 'blog' }],
      run: async (api, { words }) =>
        await api.send('POST', '/api/persons/part', { blog: words[0] }),
    }),
  ],
} as const satisfies Declaration
