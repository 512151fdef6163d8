import { query, type ApiCommand } from './api-command.ts'
import { SEARCH_PARAMETERS, usageOf, valuesOf } from './blog-commands.ts'
import { saveDownload } from './save-download.ts'

export const EXPORT_COMMAND: ApiCommand = {
  name: 'blogs export',
  usage: `[--format csv|jsonl] [--output FILE] [--columns all|C,…] [--bom]\n      [--delimiter ,|;|tab] [--decimal .|,]\n      ${usageOf(SEARCH_PARAMETERS)}`,
  summary: 'creators as a file, or on standard output; takes the filters and sorts of blogs list',
  needs: 0,
  async run(api, { options, flags }) {
    const path = query('/api/blogs/export', {
      format: options['format'],
      columns: options['columns'],
      delimiter: options['delimiter'],
      decimal: options['decimal'],
      bom: flags.has('bom') ? 'true' : undefined,
      ...valuesOf(SEARCH_PARAMETERS, options),
    })
    await saveDownload(api, path, options['output'])
    return null
  },
}
