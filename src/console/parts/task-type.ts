import { messageOf, type Language } from '../messages.ts'
import { taskWords } from '../words/tasks.ts'

/** The human name of a task type; its own name where there is none. */
export const taskType = (language: Language, name: string): string =>
  messageOf(language, taskWords, `type_${name}`) ?? name
