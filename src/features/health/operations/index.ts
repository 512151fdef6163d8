import { healthOperations } from './health.ts'
import { needOperations } from './needs.ts'
import { probeOperations } from './probes.ts'
import { settingOperations } from './settings.ts'

export const operations = {
  ...settingOperations,
  ...healthOperations,
  ...needOperations,
  ...probeOperations,
}
