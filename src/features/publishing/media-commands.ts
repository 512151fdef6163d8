import { z } from 'zod'
import { choice, PAGE, type Option } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { command, query, word, type Command, type Input } from '../../cli/command.ts'
import { addFile } from '../../cli/read-input.ts'

const UPLOAD = { name: 'ID', about: 'of an upload: see gramd media list' } as const
const KINDS = ['picture', 'video'] as const

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
    'width to height, such as 4:5, the tallest that Instagram takes (see gramd posts limits); else 1:1',
  read(given) {
    const [, width, height] = /^(\d{1,4}(?:\.\d+)?):(\d{1,4}(?:\.\d+)?)$/.exec(given) ?? []
    const ratio = Number(width) / Number(height)
    if (!Number.isFinite(ratio) || ratio === 0)
      throw new UsageError('expected two numbers, as in 4:5')
    return ratio
  },
}

const pathOf = (input: Pick<Input, 'words'>): string => `/api/uploads/${word(input, 0)}`

export const MEDIA_COMMANDS: readonly Command[] = [
  command({
    name: 'media upload',
    summary: 'upload a picture or a video for posts',
    words: [
      { name: 'FILE', about: 'a JPEG, PNG, WebP, AVIF or GIF, or an MP4 or MOV', field: 'file' },
    ],
    view: { says: uploaded, fields: UPLOADED },
    async run(api, { words: [file = ''] }) {
      const form = new FormData()
      await addFile(form, 'file', file)
      return await api.send('POST', '/api/uploads', form)
    },
  }),
  command({
    name: 'media list',
    summary: 'uploads of the team, the newest first',
    options: { kind: choice(KINDS, 'only these'), ...PAGE },
    view: {
      columns: ['id', 'file_name', 'kind', 'width', 'height', 'bytes', 'created_at'],
      empty: 'There are no uploads. gramd media upload FILE makes one.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/uploads', options)),
  }),
  command({
    name: 'media show',
    summary: 'one upload, and how it may be published',
    words: [UPLOAD],
    run: async (api, input) => await api.send('GET', pathOf(input)),
  }),
  command({
    name: 'media crop',
    summary: 'cut a picture around its middle; the result is an upload of its own',
    words: [UPLOAD],
    options: { ratio: RATIO },
    view: { says: uploaded, fields: UPLOADED },
    run: async (api, { words, options: { ratio = 1 } }) =>
      await api.send('POST', `${pathOf({ words })}/crop`, { ratio }),
  }),
  command({
    name: 'media delete',
    summary: 'delete an upload that no post uses',
    words: [UPLOAD],
    confirm: () => 'Delete this upload and its file?',
    view: { says: () => 'Deleted the upload.' },
    run: async (api, input) => await api.send('DELETE', pathOf(input)),
  }),
]
