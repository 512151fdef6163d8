import { SEARCH_FIELDS } from '../../cli/creator-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { FILE_FIELDS, FILE_OPTIONS, saveFile, WRITTEN } from '../../cli/save-download.ts'
import type { Declaration } from '../declaration.ts'

export const exportDeclaration = {
  name: 'export',
  commands: [
    operationCommand('exportBlogs', {
      name: 'blogs export',
      summary:
        'creators as a file, or on standard output; takes the filters and sorts of blogs list',
      options: {
        ...FILE_FIELDS,
        columns: {
          value: 'NAME',
          about: "of CSV: which columns, in this order; 'all' is every one",
        },
        ...SEARCH_FIELDS,
      },
      own: FILE_OPTIONS,
      view: WRITTEN,
      run: saveFile('creator'),
    }),
  ],
} as const satisfies Declaration
