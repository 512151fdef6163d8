import { defineMessages, messageOf, type Language } from '../messages.ts'
import diagnosisEn from '../texts/diagnosis/en.json' with { type: 'json' }
import diagnosisRu from '../texts/diagnosis/ru.json' with { type: 'json' }
import en from '../texts/errors/en.json' with { type: 'json' }
import ru from '../texts/errors/ru.json' with { type: 'json' }

/** The errors of tasks, by code. */
export const errorWords = defineMessages({ en, ru })

/** Whether a retry would help, by the code of the diagnosis; `{time}` is when it may. */
export const diagnosisWords = defineMessages({ en: diagnosisEn, ru: diagnosisRu })

/** An error in words; its code without a text. */
export const errorName = (language: Language, code: string): string =>
  messageOf(language, errorWords, code) ?? code
