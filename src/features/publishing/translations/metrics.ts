export const TRANSLATED_CHARACTERS = {
  name: 'gramd_translated_characters_total',
  help: 'Characters that translation services were sent and bill, by service.',
  labelNames: ['service'],
} as const
