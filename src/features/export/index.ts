import type { Feature } from '../manifest.ts'
import { exportDeclaration } from './declare.ts'
import { exportRoutes } from './routes.ts'

export { csvLines, type CellValue } from './csv-cell.ts'
export { beginOf, csvFields, readCsvStyle, refineCsv, type CsvStyle } from './csv-query.ts'

/** Creators as files. */
export const exporting: Feature = { ...exportDeclaration, tasks: [], routes: exportRoutes }
