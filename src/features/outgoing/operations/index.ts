import { reportOperations } from './reports.ts'
import { webhookOperations } from './webhooks.ts'

export const operations = { ...reportOperations, ...webhookOperations }
