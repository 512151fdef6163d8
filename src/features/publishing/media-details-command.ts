import { z } from 'zod'
import type { ApiClient } from '../../cli/api-client.ts'
import { callOperation } from '../../cli/operation-request.ts'
import { repeated } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'

type Tag = { username: string; x: number; y: number }
type Alt = { at: number; text: string | null }
type Tagged = { at: number; tag: Tag | null }

/** Options for the details of a post's files, by the position of the file in the post. */
export const DETAILS = {
  alt: repeated({
    value: 'N=TEXT',
    about: 'words for who cannot see file N, from 1; N= takes them away; once for each file',
    field: 'media',
    read: readAlt,
  }),
  tag: repeated({
    value: 'N=NAME@X,Y',
    about:
      'a person in file N, at X and Y percent, else in the middle; N= takes all away; once ' +
      'for each person',
    field: 'media',
    read: readTag,
  }),
} as const

export type Details = { alt?: Alt[] | undefined; tag?: Tagged[] | undefined }
export type FileDetails = { alt_text: string | null; user_tags: unknown[] }

function readPlace(input: string, expected: string): { at: number; rest: string } {
  const [, place = '', rest = ''] = /^\s*([1-9]|10)=(.*)$/s.exec(input) ?? []
  if (place === '') throw new UsageError(`expected ${expected}, not '${input}'`)
  return { at: Number(place) - 1, rest: rest.trim() }
}

function readAlt(input: string): Alt {
  const { at, rest } = readPlace(input, 'the number of a file and its text, as in 1=A cup')
  return { at, text: rest === '' ? null : rest }
}

function readTag(input: string): Tagged {
  const expected = 'the number of a file and a person, as in 1=anna@30,75'
  const { at, rest } = readPlace(input, expected)
  if (rest === '') return { at, tag: null }
  const [, username = '', x = '50', y = '50'] =
    /^@?([\w.]{1,30})(?:@(\d{1,3}),(\d{1,3}))?$/.exec(rest) ?? []
  if (username === '' || Number(x) > 100 || Number(y) > 100)
    throw new UsageError(`expected ${expected}, not '${input}'`)
  return { at, tag: { username: username.toLowerCase(), x: Number(x) / 100, y: Number(y) / 100 } }
}

export const hasDetails = ({ alt = [], tag = [] }: Details): boolean => alt.length + tag.length > 0

/** Returns the files with their details; named people replace those before. Throws a UsageError. */
export function withDetails<File extends object>(
  files: readonly (File & Partial<FileDetails>)[],
  { alt = [], tag = [] }: Details,
): (File & Partial<FileDetails>)[] {
  const far = [...alt, ...tag].find(({ at }) => at >= files.length)
  if (far) throw new UsageError(`there is no file ${far.at + 1}: the post has ${files.length}`)
  return files.map((file, place) => {
    const text = alt.findLast(({ at }) => at === place)
    const people = tag.filter(({ at }) => at === place)
    return {
      ...file,
      ...(text && { alt_text: text.text }),
      ...(people.length > 0 && { user_tags: people.flatMap(({ tag: one }) => one ?? []) }),
    }
  })
}

const Post = z.object({
  media: z.array(
    z.object({
      upload_id: z.string(),
      alt_text: z.string().nullable(),
      user_tags: z.array(z.unknown()),
    }),
  ),
})

/** The files that a post has. */
export const filesOf = async (api: ApiClient, id: unknown) =>
  Post.parse(await callOperation(api, 'getPost', { id })).media
