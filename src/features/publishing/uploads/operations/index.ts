import { uploadFileOperations } from './files.ts'
import { uploadOperations } from './uploads.ts'

export const operations = { ...uploadOperations, ...uploadFileOperations }
