import { glossaryOperations } from './glossary.ts'
import { serviceOperations } from './services.ts'
import { translationOperations } from './translations.ts'

export const operations = {
  ...serviceOperations,
  ...translationOperations,
  ...glossaryOperations,
}
