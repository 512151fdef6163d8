import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { exportDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'

export {
  BYTE_ORDER_MARK,
  csvFields,
  csvLines,
  fileFields,
  readCsvStyle,
  refineCsv,
  unmarked,
  type CellValue,
  type CsvDialect,
  type CsvStyle,
} from './csv.ts'
export { fileAnswer, sendFile, type CsvColumn } from './table-file.ts'

/** Creators as files. */
export const exporting: Feature = {
  ...exportDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
}
