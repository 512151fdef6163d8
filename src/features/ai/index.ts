export { submitBatch } from './tasks/submit-batch.ts'
