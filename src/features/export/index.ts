import type { Feature } from '../manifest.ts'
import { exportRoutes } from './routes.ts'

export { csvLines, type CellValue } from './csv-cell.ts'

/** Creators as files. */
export const exporting: Feature = { name: 'export', tasks: [], routes: exportRoutes }
