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
