import { accountSettings } from './accounts.ts'
import { openAiSettings } from './analyses.ts'
import { cliSettings } from './cli.ts'
import {
  discoverSettings,
  relationSettings,
  scrapeSettings,
  timetableSettings,
} from './creators.ts'
import { notificationSettings } from './notifications.ts'
import { apiSettings, databaseSettings, processSettings } from './process.ts'
import type { SettingGroup } from './setting.ts'
import { retentionSettings, taskSettings } from './tasks.ts'

/** Every setting of gramd itself. */
export const settings = {
  ...databaseSettings.settings,
  ...apiSettings.settings,
  ...processSettings.settings,
  ...taskSettings.settings,
  ...accountSettings.settings,
  ...scrapeSettings.settings,
  ...openAiSettings.settings,
  ...discoverSettings.settings,
  ...relationSettings.settings,
  ...timetableSettings.settings,
  ...notificationSettings.settings,
  ...retentionSettings.settings,
}

/** All settings in the order in which people read of them, those of the commands last. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  databaseSettings,
  apiSettings,
  processSettings,
  taskSettings,
  accountSettings,
  scrapeSettings,
  openAiSettings,
  discoverSettings,
  relationSettings,
  timetableSettings,
  notificationSettings,
  retentionSettings,
  cliSettings,
]
