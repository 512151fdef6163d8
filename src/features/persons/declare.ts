import { CREATOR } from '../../cli/creator-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import type { Declaration } from '../declaration.ts'

export const personsDeclaration = {
  name: 'persons',
  commands: [
    operationCommand('getPerson', {
      name: 'persons show',
      summary: 'a person with all profiles that are known to be theirs',
      words: { id: { name: 'PERSON', about: 'its id, or one of its creators' } },
    }),
    operationCommand('joinProfiles', {
      name: 'persons join',
      summary: 'make profiles those of one person: the person of the first one stays',
      words: { blogs: CREATOR },
      ownWords: [
        { ...CREATOR, about: 'those who are the same person', field: 'blogs', many: true },
      ],
      values: ({ words }) => ({ blogs: words }),
    }),
    operationCommand('partProfiles', {
      name: 'persons part',
      summary: 'give a profile a person of its own again',
      words: { blog: CREATOR },
    }),
  ],
} as const satisfies Declaration
