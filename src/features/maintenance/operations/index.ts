import { scheduleOperations } from './schedule.ts'

export const operations = { ...scheduleOperations }
