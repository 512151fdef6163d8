import { command, query, word, type Input } from '../../cli/command.ts'
import { CREATOR } from '../../cli/creator-options.ts'
import { choice, day, moment, onOff, orNone, PAGE, text } from '../../cli/option.ts'
import { readText } from '../../cli/read-input.ts'
import { FILE_OPTIONS, saveDownload, WRITTEN } from '../../cli/save-download.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { splitPasted } from '../../creators/address.ts'
import { MEMBER_STATUSES } from '../../creators/member-status.ts'
import type { Declaration } from '../declaration.ts'

const LIST = { name: 'LIST', about: 'its name or id', field: 'id' }
const CREATORS = { ...CREATOR, field: 'blogs', optional: true, many: true } as const
const FILE = {
  file: text('FILE', "creators from a text file, however they are written; '-' is standard input"),
}

/** The creators after the list, and those in a file. */
async function blogsIn({ words, options: { file } }: Input<typeof FILE>): Promise<string[]> {
  const pasted = file === undefined ? [] : splitPasted(await readText(file))
  const blogs = [...words.slice(1), ...pasted]
  if (blogs.length === 0) throw new UsageError('name a CREATOR, or give a file with --file')
  return blogs
}

const listPath = (input: Pick<Input, 'words'>): string => `/api/lists/${word(input, 0)}`

const FIELDS = {
  description: orNone(text('TEXT', 'what it is for')),
  campaign: onOff('whether its creators are kept fresher while it runs', 'is_campaign'),
  'ends-at': orNone(moment('when the campaign ends; of a day, its end', 'end')),
}

const fieldsIn = ({ options }: Input<typeof FIELDS>) => ({
  description: options.description,
  is_campaign: options.campaign,
  ends_at: options['ends-at'],
})

const MEMBERS = {
  status: choice(MEMBER_STATUSES, 'only those with whom the team is so far'),
  owner: text('USER', "only those of this user; 'none' for those of nobody"),
}

/** What the team knows of a member. */
const WORK = {
  status: choice(MEMBER_STATUSES, 'how far the team is'),
  owner: orNone(text('USER', 'the login of who talks to the creator')),
  price: orNone(text('AMOUNT', 'what the creator takes, as 149.90')),
  currency: text('CODE', 'of the price, as KZT'),
  'due-on': orNone(day('until when')),
  note: orNone(text('TEXT', 'a note')),
}

const COMPARED = ['creators', 'metrics', 'unknown']

export const listsDeclaration = {
  name: 'lists',
  commands: [
    command({
      name: 'lists list',
      summary: 'saved lists of creators',
      options: {
        campaign: onOff('only campaigns, or only the others'),
        blog: text('CREATOR', 'only lists that this creator is in'),
        ...PAGE,
      },
      view: {
        columns: ['name', 'members', 'is_campaign', 'ends_at', 'updated_at'],
        empty: 'There are no lists. gramd lists create NAME makes one.',
      },
      run: async (api, { options }) => await api.send('GET', query('/api/lists', options)),
    }),
    command({
      name: 'lists create',
      summary: "make a list; a campaign's creators are kept fresher until it ends",
      words: [{ name: 'NAME', about: 'what it is called', field: 'name' }],
      options: FIELDS,
      view: {
        says: (_, { words }) => `Made the list '${words[0]}'.`,
        fields: ['is_campaign', 'ends_at'],
      },
      run: async (api, input) =>
        await api.send('POST', '/api/lists', { name: input.words[0], ...fieldsIn(input) }),
    }),
    command({
      name: 'lists update',
      summary: 'change a list',
      words: [LIST],
      options: { name: text('NAME', 'its new name'), ...FIELDS },
      view: {
        says: (_, { words }) => `Changed the list '${words[0]}'.`,
        fields: ['name', 'description', 'is_campaign', 'ends_at'],
      },
      run: async (api, input) =>
        await api.send('PATCH', listPath(input), { name: input.options.name, ...fieldsIn(input) }),
    }),
    command({
      name: 'lists show',
      summary: 'one list and what its creators are; gramd blogs list --list LIST shows them',
      words: [LIST],
      run: async (api, input) => await api.send('GET', listPath(input)),
    }),
    command({
      name: 'lists members',
      summary: 'members of a list, with what the team knows of them',
      words: [LIST],
      options: { ...MEMBERS, ...PAGE },
      view: {
        columns: ['username', 'status', 'owner.login', 'price', 'currency', 'due_on', 'note'],
        empty: 'Nobody is in it.',
      },
      run: async (api, input) =>
        await api.send('GET', query(`${listPath(input)}/members`, input.options)),
    }),
    command({
      name: 'lists set',
      summary: 'change what the team knows of a member: status, owner, price, day, note',
      words: [LIST, { ...CREATOR, field: 'blog' }],
      options: WORK,
      view: {
        says: (answer) => `Changed ${String(fieldAt(answer, 'username'))}.`,
        fields: ['status', 'owner.login', 'price', 'currency', 'due_on', 'note'],
      },
      run: async (api, input) => {
        const { 'due-on': due_on, ...change } = input.options
        const path = `${listPath(input)}/members/${word(input, 1)}`
        return await api.send('PATCH', path, { ...change, due_on })
      },
    }),
    command({
      name: 'lists move',
      summary: 'give creators of a list another status',
      words: [LIST, { name: 'STATUS', about: MEMBER_STATUSES.join(', '), field: 'to' }, CREATORS],
      options: FILE,
      view: {
        says: (answer, { words }) =>
          `${counted(fieldAt(answer, 'moved'), 'creator')} of '${words[0]}' moved to ${words[1]}.`,
      },
      run: async (api, input) =>
        await api.send('POST', `${listPath(input)}/members/move`, {
          to: input.words[1],
          blogs: await blogsIn({ ...input, words: input.words.slice(1) }),
        }),
    }),
    command({
      name: 'lists export',
      summary: 'members of a list as a file, with what the team knows of them',
      words: [LIST],
      options: { ...FILE_OPTIONS, ...MEMBERS },
      view: WRITTEN,
      async run(api, input) {
        const { format, delimiter, bom, output, force, ...filter } = input.options
        const asked = { format, delimiter, bom: bom || undefined, ...filter }
        const path = query(`${listPath(input)}/export`, asked)
        return await saveDownload(api, path, { file: output, force, format, unit: 'creator' })
      },
    }),
    command({
      name: 'lists add',
      summary: 'put creators into a list',
      words: [LIST, CREATORS],
      options: { ...FILE, note: orNone(text('TEXT', 'a note about each of them')) },
      view: {
        says: (answer, { words }) =>
          `Added ${counted(fieldAt(answer, 'added'), 'creator')} to '${words[0]}'; ` +
          `${String(fieldAt(answer, 'already'))} in it already, ${String(fieldAt(answer, 'unknown'))} unknown.`,
        fields: ['items'],
      },
      run: async (api, input) =>
        await api.send('POST', `${listPath(input)}/members`, {
          blogs: await blogsIn(input),
          note: input.options.note,
        }),
    }),
    command({
      name: 'lists remove',
      summary: 'take creators out of a list',
      words: [LIST, CREATORS],
      options: FILE,
      view: {
        says: (answer, { words }) =>
          `Took ${counted(fieldAt(answer, 'removed'), 'creator')} out of '${words[0]}'.`,
        fields: ['items'],
      },
      run: async (api, input) =>
        await api.send('DELETE', `${listPath(input)}/members`, { blogs: await blogsIn(input) }),
    }),
    command({
      name: 'lists delete',
      summary: 'remove a list; its creators stay',
      words: [LIST],
      confirm: ({ words }) => `Remove the list '${words[0]}' with its notes?`,
      view: { says: (_, { words }) => `Removed the list '${words[0]}'; its creators stay.` },
      run: async (api, input) => await api.send('DELETE', listPath(input)),
    }),
    command({
      name: 'lists compare',
      summary: 'the creators of a list side by side, up to 50',
      words: [LIST],
      view: { fields: COMPARED },
      run: async (api, input) => await api.send('GET', `${listPath(input)}/compare`),
    }),
    command({
      name: 'blogs compare',
      summary: 'creators side by side, up to 50',
      words: [{ ...CREATOR, field: 'ids', many: true }],
      view: { fields: COMPARED },
      run: async (api, { words }) =>
        await api.send('GET', query('/api/blogs/compare', { ids: words })),
    }),
  ],
} as const satisfies Declaration
