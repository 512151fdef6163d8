import type { Feature } from '../manifest.ts'
import { exportDeclaration } from './declare.ts'
import { exportRoutes } from './routes.ts'

export {
  beginOf,
  csvFields,
  csvLines,
  readCsvStyle,
  refineCsv,
  type CellValue,
  type CsvStyle,
} from './csv.ts'

/** Creators as files. */
export const exporting: Feature = { ...exportDeclaration, tasks: [], routes: exportRoutes }
