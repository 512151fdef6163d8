import { z } from 'zod'
import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import type { Option } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'

const UPLOAD = { about: 'of an upload: see gramd media list' } as const

const UPLOADED = [
  'id',
  'kind',
  'media_type',
  'width',
  'height',
  'duration_ms',
  'bytes',
  'conversions',
  'warnings',
] as const

const Named = z.object({ file_name: z.string() })
const uploaded = (answer: unknown): string =>
  `Uploaded '${Named.safeParse(answer).data?.file_name ?? 'the file'}'.`

const RATIO: Option<number> = {
  value: 'W:H',
  about:
    'width to height, such as 4:5, the tallest that Instagram takes (see gramd posts limits); ' +
    'else 1:1',
  read(text) {
    const [, width, height] = /^(\d{1,4}(?:\.\d+)?):(\d{1,4}(?:\.\d+)?)$/.exec(text) ?? []
    const ratio = Number(width) / Number(height)
    if (!Number.isFinite(ratio) || ratio === 0)
      throw new UsageError('expected two numbers, as in 4:5')
    return ratio
  },
}

export const MEDIA_COMMANDS: readonly Command[] = [
  operationCommand('createUpload', {
    name: 'media upload',
    summary: 'upload a picture or a video for posts',
    words: { file: { about: 'a JPEG, PNG, WebP, AVIF or GIF, or an MP4 or MOV' } },
    view: { says: uploaded, fields: UPLOADED },
  }),
  operationCommand('listUploads', {
    name: 'media list',
    summary: 'uploads of the team, the newest first',
    options: { kind: 'only these' },
    view: {
      columns: ['id', 'file_name', 'kind', 'width', 'height', 'bytes', 'created_at'],
      empty: 'There are no uploads. gramd media upload FILE makes one.',
    },
  }),
  operationCommand('getUpload', {
    name: 'media show',
    summary: 'one upload, and how it may be published',
    words: { id: UPLOAD },
  }),
  operationCommand('cropUpload', {
    name: 'media crop',
    summary: 'cut a picture around its middle; the result is an upload of its own',
    words: { id: UPLOAD },
    options: { ratio: { as: RATIO }, x: false, y: false, width: false, height: false },
    view: { says: uploaded, fields: UPLOADED },
    values: ({ fields }) => ({ ratio: fields.ratio ?? 1 }),
  }),
  operationCommand('deleteUpload', {
    name: 'media delete',
    summary: 'delete an upload that no post uses',
    words: { id: UPLOAD },
    confirm: () => 'Delete this upload and its file?',
    view: { says: () => 'Deleted the upload.' },
  }),
]
