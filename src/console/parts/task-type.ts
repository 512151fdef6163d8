import { messageOf, type Language } from '../messages.ts'
import { taskWords } from '../words/tasks.ts'

/** The name of a task type for people; its code without a text. */
export const taskType = (language: Language, name: string): string =>
  messageOf(language, taskWords, `type_${name}`) ?? name
