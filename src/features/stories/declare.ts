import { operationCommand } from '../../cli/operation-command.ts'
import { moment } from '../../cli/option.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'

const LIST = { name: 'LIST', about: 'its name or id' } as const
const LIST_FIELDS = ['name', 'since', 'members', 'stories']

export const storiesDeclaration = {
  name: 'stories',
  settings: {
    [RETENTION]: {
      storyRetentionMs: setting(
        'GRAMD_STORY_RETENTION_DAYS',
        daysOrForever.prefault('30'),
        'Retention of stories of creators with their pictures, in days from their publication; ' +
          '0 keeps them.',
      ),
    },
  },
  commands: [
    operationCommand('listStories', {
      name: 'stories list',
      summary: 'stored stories of creators, newest first',
      options: {
        creator: { value: 'CREATOR', about: 'only those of this creator' },
        list: { value: 'LIST', about: 'only those of the creators of this list' },
        campaign: { value: 'LIST', about: 'only those of the agreed creators of this campaign' },
        live: 'only those that Instagram may still show, or only the others',
        since: { as: moment('published since then') },
        until: { as: moment('published before then', 'end') },
      },
      view: {
        columns: ['taken_at', 'username', 'media_type', 'mentions', 'links', 'is_live', 'id'],
        empty: 'No stories are stored.',
      },
    }),
    operationCommand('getStory', {
      name: 'stories show',
      summary: 'one stored story',
      words: { id: { name: 'STORY', about: 'its id' } },
    }),
    operationCommand('getStoryList', {
      name: 'stories of-list',
      summary: 'whether the stories of a list are stored',
      words: { list: LIST },
      view: { fields: LIST_FIELDS },
    }),
    operationCommand('storeListStories', {
      name: 'stories keep',
      summary: "store the stories of a list's creators from now on",
      words: { list: LIST },
      view: {
        says: (_, { words }) => `Stories of '${words[0]}' will be stored.`,
        fields: LIST_FIELDS,
      },
    }),
    operationCommand('ignoreListStories', {
      name: 'stories stop',
      summary: 'store the stories of a list no longer; stored ones stay',
      words: { list: LIST },
      view: { says: (_, { words }) => `Stories of '${words[0]}' are not stored any more.` },
    }),
  ],
} as const satisfies Declaration
