import { defineMessages, messageOf, type Language } from '../messages.ts'
import diagnosisEn from '../texts/diagnosis/en.json' with { type: 'json' }
import en from '../texts/errors/en.json' with { type: 'json' }

/** The errors of tasks, by code. */
export const errorWords = defineMessages(en, new URL('../texts/errors/', import.meta.url))

/** Whether a retry would help, by the code of the diagnosis; `{time}` is when it may. */
export const diagnosisWords = defineMessages(
  diagnosisEn,
  new URL('../texts/diagnosis/', import.meta.url),
)

/** An error in words; its code without a text. */
export const errorName = (language: Language, code: string): string =>
  messageOf(language, errorWords, code) ?? code
