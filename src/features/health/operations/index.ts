import { healthOperations } from './health.ts'
import { probeOperations } from './probes.ts'
import { settingOperations } from './settings.ts'

export const operations = { ...settingOperations, ...healthOperations, ...probeOperations }
