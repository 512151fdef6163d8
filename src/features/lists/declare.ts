import { CREATOR } from '../../cli/creator-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { moment, text } from '../../cli/option.ts'
import { readText } from '../../cli/read-input.ts'
import { FILE_FIELDS, FILE_OPTIONS, saveFile, WRITTEN } from '../../cli/save-download.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { splitPasted } from '../../creators/address.ts'
import { MEMBER_STATUSES } from '../../creators/member-status.ts'
import type { Declaration } from '../declaration.ts'

const LIST = { name: 'LIST', about: 'its name or id' } as const
const CREATORS = { ...CREATOR, optional: true, many: true } as const
const FILE = {
  file: text('FILE', "creators from a text file, however they are written; '-' is standard input"),
}

type Typed = {
  readonly fields: { readonly blogs?: unknown }
  readonly options: { file?: string | undefined }
}

/** The creators that are named, and those in a file. */
async function blogsIn({ fields, options: { file } }: Typed): Promise<{ blogs: string[] }> {
  const named: unknown[] = Array.isArray(fields.blogs) ? fields.blogs : []
  const pasted = file === undefined ? [] : splitPasted(await readText(file))
  const blogs = [...named.map(String), ...pasted]
  if (blogs.length === 0) throw new UsageError('name a CREATOR, or give a file with --file')
  return { blogs }
}

const FIELDS = {
  description: 'what it is for',
  is_campaign: { option: 'campaign', about: 'whether its creators are kept fresher while it runs' },
  ends_at: { as: moment('when the campaign ends; of a day, its end', 'end') },
} as const

const MEMBERS = {
  status: 'only those with whom the team is so far',
  owner: { value: 'USER', about: "only those of this user; 'none' for those without one" },
} as const

const COMPARED = ['creators', 'metrics', 'unknown']

export const listsDeclaration = {
  name: 'lists',
  commands: [
    operationCommand('listLists', {
      name: 'lists list',
      summary: 'saved lists of creators',
      options: {
        campaign: 'only campaigns, or only the others',
        blog: { value: 'CREATOR', about: 'only lists that this creator is in' },
      },
      view: {
        columns: ['name', 'members', 'is_campaign', 'ends_at', 'updated_at'],
        empty: 'There are no lists. gramd lists create NAME makes one.',
      },
    }),
    operationCommand('createList', {
      name: 'lists create',
      summary: "make a list; a campaign's creators are kept fresher until it ends",
      words: { name: { about: 'what it is called' } },
      options: FIELDS,
      view: {
        says: (_, { words }) => `Made the list '${words[0]}'.`,
        fields: ['is_campaign', 'ends_at'],
      },
    }),
    operationCommand('updateList', {
      name: 'lists update',
      summary: 'change a list',
      words: { id: LIST },
      options: { name: { value: 'NAME', about: 'its new name' }, ...FIELDS },
      view: {
        says: (_, { words }) => `Changed the list '${words[0]}'.`,
        fields: ['name', 'description', 'is_campaign', 'ends_at'],
      },
    }),
    operationCommand('getList', {
      name: 'lists show',
      summary: 'one list and what its creators are; gramd blogs list --list LIST shows them',
      words: { id: LIST },
    }),
    operationCommand('listListMembers', {
      name: 'lists members',
      summary: 'members of a list, with what the team knows of them',
      words: { id: LIST },
      options: MEMBERS,
      view: {
        columns: ['username', 'status', 'owner.login', 'price', 'currency', 'due_on', 'note'],
        empty: 'Nobody is in it.',
      },
    }),
    operationCommand('updateListMember', {
      name: 'lists set',
      summary: 'change what the team knows of a member: status, owner, price, day, note',
      words: { id: LIST, blog: CREATOR },
      options: {
        status: 'how far the team is',
        owner: { value: 'USER', about: 'the login of who talks to the creator' },
        price: 'what the creator takes, as 149.90',
        currency: { value: 'CODE', about: 'of the price, as KZT' },
        due_on: 'until when',
        note: 'a note',
      },
      view: {
        says: (answer) => `Changed ${String(fieldAt(answer, 'username'))}.`,
        fields: ['status', 'owner.login', 'price', 'currency', 'due_on', 'note'],
      },
    }),
    operationCommand('moveListMembers', {
      name: 'lists move',
      summary: 'give creators of a list another status',
      words: {
        id: LIST,
        to: { name: 'STATUS', about: MEMBER_STATUSES.join(', ') },
        blogs: CREATORS,
      },
      options: false,
      own: FILE,
      view: {
        says: (answer, { words }) =>
          `${counted(fieldAt(answer, 'moved'), 'creator')} of '${words[0]}' moved to ${words[1]}.`,
      },
      values: blogsIn,
    }),
    operationCommand('exportListMembers', {
      name: 'lists export',
      summary: 'members of a list as a file, with what the team knows of them',
      words: { id: LIST },
      options: { ...FILE_FIELDS, ...MEMBERS },
      own: FILE_OPTIONS,
      view: WRITTEN,
      run: saveFile('creator'),
    }),
    operationCommand('addListMembers', {
      name: 'lists add',
      summary: 'put creators into a list',
      words: { id: LIST, blogs: CREATORS },
      options: { note: 'a note about each of them' },
      own: FILE,
      view: {
        says: (answer, { words }) =>
          `Added ${counted(fieldAt(answer, 'added'), 'creator')} to '${words[0]}'; ` +
          `${String(fieldAt(answer, 'already'))} in it already, ${String(fieldAt(answer, 'unknown'))} unknown.`,
        fields: ['items'],
      },
      values: blogsIn,
    }),
    operationCommand('removeListMembers', {
      name: 'lists remove',
      summary: 'take creators out of a list',
      words: { id: LIST, blogs: CREATORS },
      own: FILE,
      view: {
        says: (answer, { words }) =>
          `Took ${counted(fieldAt(answer, 'removed'), 'creator')} out of '${words[0]}'.`,
        fields: ['items'],
      },
      values: blogsIn,
    }),
    operationCommand('restoreListMembers', {
      name: 'lists put-back',
      summary: 'put back the creators that a removal took out',
      words: { id: LIST, removal: { about: 'the removal, from the answer to lists remove' } },
      view: {
        says: (answer) => `Put ${counted(fieldAt(answer, 'restored'), 'creator')} back.`,
        fields: [],
      },
    }),
    operationCommand('deleteList', {
      name: 'lists delete',
      summary: 'remove a list; its creators stay',
      words: { id: LIST },
      confirm: ({ words }) => `Remove the list '${words[0]}' with its notes?`,
      view: { says: (_, { words }) => `Removed the list '${words[0]}'; its creators stay.` },
    }),
    operationCommand('compareList', {
      name: 'lists compare',
      summary: 'the creators of a list side by side, up to 50',
      words: { id: LIST },
      view: { fields: COMPARED },
    }),
    operationCommand('compareBlogs', {
      name: 'blogs compare',
      summary: 'creators side by side, up to 50',
      words: { ids: { ...CREATOR, many: true } },
      view: { fields: COMPARED },
    }),
  ],
} as const satisfies Declaration
