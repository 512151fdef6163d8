import { command, query } from '../../cli/command.ts'
import { SEARCH_OPTIONS, searchIn } from '../../cli/creator-options.ts'
import { choice, texts, type Options } from '../../cli/option.ts'
import { FILE_OPTIONS, WRITTEN, saveDownload } from '../../cli/save-download.ts'
import type { Declaration } from '../declaration.ts'

const OPTIONS = {
  ...FILE_OPTIONS,
  columns: texts('NAME', "of CSV: which columns, in this order; 'all' is every one"),
  decimal: choice(['.', ','], 'of CSV: the decimal mark'),
}

export const exportDeclaration = {
  name: 'export',
  commands: [
    command<typeof OPTIONS & Options>({
      name: 'blogs export',
      summary:
        'creators as a file, or on standard output; takes the filters and sorts of blogs list',
      options: { ...OPTIONS, ...SEARCH_OPTIONS },
      view: WRITTEN,
      async run(api, { options }) {
        const { format, columns, delimiter, decimal, bom, output, force } = options
        const path = query('/api/blogs/export', {
          format,
          columns,
          delimiter,
          decimal,
          bom: bom || undefined,
          ...searchIn(options),
        })
        return await saveDownload(api, path, { file: output, force, format, unit: 'creator' })
      },
    }),
  ],
} as const satisfies Declaration
