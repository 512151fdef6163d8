import { defineMessages } from '../../../../console/messages.ts'
import en from './en.json' with { type: 'json' }
import exportEn from './export/en.json' with { type: 'json' }
import exportRu from './export/ru.json' with { type: 'json' }
import importEn from './import/en.json' with { type: 'json' }
import importRu from './import/ru.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }
import sourceEn from './source/en.json' with { type: 'json' }
import sourceRu from './source/ru.json' with { type: 'json' }

export const messages = defineMessages({ en, ru })

/** The warnings of a shop about a product, by the API's code. */
export const exportMessages = defineMessages({ en: exportEn, ru: exportRu })

/** Products from a file. */
export const importMessages = defineMessages({ en: importEn, ru: importRu })

/** Messages about products that differ from their post, or have lost it. */
export const sourceMessages = defineMessages({ en: sourceEn, ru: sourceRu })
